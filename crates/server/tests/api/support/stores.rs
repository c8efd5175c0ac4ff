//! One database for two consoles.

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use store::Store;

/// Two ways to one database: a new one on the PostgreSQL server that `EVERYNODE_TEST_POSTGRES` names, to which each has
/// connections of its own; else in memory.
pub(crate) async fn shared() -> [Store; 2] {
    let Ok(url) = std::env::var("EVERYNODE_TEST_POSTGRES") else {
        let store = Store::open("sqlite::memory:").await.unwrap();
        return [store.clone(), store];
    };
    let name = format!("everynode_{}", uuid::Uuid::new_v4().simple());
    let mut server = PgConnection::connect(&url).await.unwrap();
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    server.execute(create).await.unwrap();
    let (server, _) = url.rsplit_once('/').unwrap();
    let url = format!("{server}/{name}");
    [
        Store::open(&url).await.unwrap(),
        Store::open(&url).await.unwrap(),
    ]
}
