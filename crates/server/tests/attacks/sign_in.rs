//! Tokens that are tried out, and sessions that have ended.

use std::{
    io::Read as _,
    net::TcpStream,
    path::Path,
    time::{Duration, Instant},
};

use crate::program::{Running, TOKEN, everynode, whole};

/// How long a stream may outlive its session.
const OUTLIVES: Duration = Duration::from_secs(15);

/// Signs in as the printed address does and gives the cookie.
fn sign_in(running: &Running, token: &str) -> String {
    let page = whole(running.open_with("GET", &format!("/sign-in?token={token}"), &[], ""));
    let cookie = page
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie.unwrap_or_else(|| panic!("{page}"));
    format!("Cookie: {}", cookie.split(';').next().unwrap())
}

fn status(running: &Running, method: &str, path: &str, headers: &[&str]) -> u16 {
    let answer = whole(running.open_with(method, path, headers, ""));
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

/// An event stream of a session, of which something has come already.
fn follow(running: &Running, cookie: &str) -> TcpStream {
    let headers = [cookie, "Accept: text/event-stream"];
    let mut stream = running.open_with("GET", "/api/v1/clusters/sandbox/events", &headers, "");
    let mut begin = [0; 12];
    stream.read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"HTTP/1.1 200");
    stream
}

#[track_caller]
fn ends_in_time(mut stream: TcpStream) {
    stream
        .set_read_timeout(Some(OUTLIVES + Duration::from_secs(5)))
        .unwrap();
    let start = Instant::now();
    stream.read_to_end(&mut Vec::new()).unwrap();
    assert!(start.elapsed() < OUTLIVES, "{:?}", start.elapsed());
}

#[test]
fn of_3600_wrong_tokens_few_are_looked_at_and_each_of_those_is_on_record() {
    let home = tempfile::tempdir().unwrap();
    let running = Running::start(home.path(), &[]);
    let cookie = sign_in(&running, TOKEN);
    let start = Instant::now();
    let mut looked_at = 0;
    for number in 0..3600 {
        let wrong = format!("Authorization: Bearer wrong-token-{number:06}");
        let answer = match number % 3 {
            0 => running.open_with("GET", "/api/v1/session", &[&wrong], ""),
            1 => running.open_with("GET", &format!("/sign-in?token=wrong-{number}"), &[], ""),
            _ => {
                let form = ["Content-Type: application/x-www-form-urlencoded"];
                running.open_with("POST", "/sign-in", &form, &format!("token=wrong-{number}"))
            }
        };
        let answer = whole(answer);
        if answer.starts_with("HTTP/1.1 401") {
            looked_at += 1;
        } else {
            assert!(answer.starts_with("HTTP/1.1 429"), "{answer}");
            assert!(answer.contains("retry-after: "), "{answer}");
        }
    }
    let most = 30 + start.elapsed().as_secs() / 10 + 1;
    assert!(looked_at <= most, "{looked_at} of at most {most}");
    // The right one says nothing either, but who is signed in works on.
    let right = format!("Authorization: Bearer {TOKEN}");
    assert_eq!(status(&running, "GET", "/api/v1/session", &[&right]), 429);
    assert_eq!(status(&running, "GET", "/api/v1/session", &[&cookie]), 200);
    let trail = whole(running.open_with("GET", "/api/v1/audit?limit=100", &[&cookie], ""));
    let rows = trail.matches("\"detail\":\"A wrong token.\"").count();
    assert_eq!(rows as u64, looked_at, "{trail}");
    assert!(trail.contains("\"address\":\"127.0.0.1\""), "{trail}");
    let log = running.log();
    assert_eq!(
        log.matches("not signed in: A wrong token").count() as u64,
        looked_at,
        "{log}"
    );
}

#[test]
fn a_stream_ends_with_its_session() {
    let home = tempfile::tempdir().unwrap();
    let running = Running::start(home.path(), &[]);
    let [one, other, third] = [(); 3].map(|()| sign_in(&running, TOKEN));
    let streams = [&one, &other, &third].map(|cookie| follow(&running, cookie));
    let by_token = follow(&running, &format!("Authorization: Bearer {TOKEN}"));
    let [stream, other_stream, third_stream] = streams;

    assert_eq!(status(&running, "DELETE", "/api/v1/session", &[&one]), 204);
    ends_in_time(stream);
    assert_eq!(status(&running, "GET", "/api/v1/session", &[&other]), 200);

    // Everywhere: from one browser for all of them.
    let everywhere = status(&running, "POST", "/sign-out/everywhere", &[&other]);
    assert_eq!(everywhere, 303);
    ends_in_time(other_stream);
    ends_in_time(third_stream);
    for cookie in [&one, &other, &third] {
        assert_eq!(status(&running, "GET", "/api/v1/session", &[cookie]), 401);
    }
    let fourth = sign_in(&running, TOKEN);
    let bearer = format!("Authorization: Bearer {TOKEN}");
    assert_eq!(
        status(&running, "DELETE", "/api/v1/sessions", &[&bearer]),
        204
    );
    assert_eq!(status(&running, "GET", "/api/v1/session", &[&fourth]), 401);

    // The token is no session and goes on.
    by_token
        .set_read_timeout(Some(Duration::from_millis(100)))
        .unwrap();
    let mut rest = [0; 1 << 12];
    while matches!((&by_token).read(&mut rest), Ok(read) if read > 0) {}
    let still = (&by_token).read(&mut rest).unwrap_err();
    assert_eq!(still.kind(), std::io::ErrorKind::WouldBlock, "{still}");
}

#[test]
fn a_session_ends_by_rest_and_by_age() {
    let home = tempfile::tempdir().unwrap();
    let flags = ["--session-idle", "4s", "--session-longest", "9s"];
    let running = Running::start(home.path(), &flags);
    let start = Instant::now();
    let (idle, used) = (sign_in(&running, TOKEN), sign_in(&running, TOKEN));
    let stream = follow(&running, &idle);
    while start.elapsed() < Duration::from_secs(7) {
        assert_eq!(status(&running, "GET", "/api/v1/session", &[&used]), 200);
        std::thread::sleep(Duration::from_millis(500));
    }
    // To follow events is no use.
    assert_eq!(status(&running, "GET", "/api/v1/session", &[&idle]), 401);
    ends_in_time(stream);
    std::thread::sleep(Duration::from_secs(10).saturating_sub(start.elapsed()));
    assert_eq!(status(&running, "GET", "/api/v1/session", &[&used]), 401);
}

/// A console that makes its own token, and that token.
fn with_random_token(home: &Path) -> (Running, String) {
    let mut command = everynode(home);
    command.env_remove("EVERYNODE_LOCAL_TOKEN").args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--sandbox",
        "--sandbox-nodes",
        "3",
    ]);
    let running = Running::spawn(&mut command);
    let token = running.greeting.split("token=").nth(1).unwrap();
    let token = token.trim().to_owned();
    (running, token)
}

#[test]
fn a_new_random_token_ends_the_sessions_of_the_old_one() {
    let home = tempfile::tempdir().unwrap();
    let (running, token) = with_random_token(home.path());
    let cookie = sign_in(&running, &token);
    // The name of the cookie holds the port.
    let value = cookie.split_once('=').unwrap().1.to_owned();
    assert_eq!(status(&running, "GET", "/api/v1/session", &[&cookie]), 200);
    drop(running);
    let (again, _) = with_random_token(home.path());
    let port = again.address.rsplit(':').next().unwrap();
    let cookie = format!("Cookie: everynode-{port}={value}");
    assert_eq!(status(&again, "GET", "/api/v1/session", &[&cookie]), 401);
}

#[test]
fn a_token_that_was_set_keeps_its_sessions() {
    let home = tempfile::tempdir().unwrap();
    let running = Running::start(home.path(), &[]);
    let value = sign_in(&running, TOKEN)
        .split_once('=')
        .unwrap()
        .1
        .to_owned();
    drop(running);
    let again = Running::start(home.path(), &[]);
    let port = again.address.rsplit(':').next().unwrap();
    let cookie = format!("Cookie: everynode-{port}={value}");
    assert_eq!(status(&again, "GET", "/api/v1/session", &[&cookie]), 200);
}

/// Behind a proxy that is trusted each address is limited by itself, and what somebody says of himself counts for nothing.
#[test]
fn a_trusted_proxy_says_who_tries_tokens_and_nobody_else_does() {
    let home = tempfile::tempdir().unwrap();
    let through = |proxies: &[&str]| {
        let running = Running::start(home.path(), proxies);
        let wrong = |told: &str| {
            let told = format!("X-Forwarded-For: {told}");
            let headers = ["Authorization: Bearer wrong-token-000000", told.as_str()];
            status(&running, "GET", "/api/v1/session", &headers)
        };
        let refused = (0..40).filter(|number| {
            // The first address is what the client made up, another one each time.
            wrong(&format!("203.0.113.{number}, 198.51.100.7")) == 429
        });
        let refused = refused.count();
        (refused, wrong("198.51.100.8"))
    };
    let (refused, other) = through(&["--trusted-proxy", "127.0.0.0/8"]);
    assert!((5..=10).contains(&refused), "{refused}");
    assert_eq!(other, 401);
    // Where none is trusted, all come from the proxy.
    let (refused, other) = through(&[]);
    assert!((5..=10).contains(&refused), "{refused}");
    assert_eq!(other, 429);
}
