import { type JsonWebKey, createPublicKey, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, type Server as HttpServer, type ServerResponse, createServer, request } from "node:http";
import { request as secureRequest } from "node:https";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a token of the provider says. */
interface Claims {
  iss: string;
  aud: string | string[];
  exp: number;
  sub: string;
  groups?: string[];
}

/** Somebody as an API server knows him. */
interface User {
  username: string;
  groups: string[];
}

const ADMIN = "Bearer sandbox-admin-token";

/**
 * An API server that trusts a provider: before a simulated cluster with people, which knows nothing of providers. It looks at
 * signature, issuer, audience and end of an ID token as Kubernetes does, says in a `TokenReview` whose it is, and lets that one
 * do what the simulated cluster lets him.
 */
export class TrustingApiServer {
  private constructor(
    private readonly server: HttpServer,
    private readonly folder: string,
    /** A kubeconfig that leads here, with the identity of the console. */
    readonly kubeconfig: string,
  ) {}

  /** Starts it before the simulated cluster at an address, trusting this issuer for this audience. */
  static async before(sandbox: string, issuer: string, audience: string): Promise<TrustingApiServer> {
    const server = createServer((asked, answer) => {
      handle(asked, answer, { sandbox, issuer, audience }).catch(() => answer.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const folder = mkdtempSync(join(tmpdir(), "everynode-trusting-"));
    const kubeconfig = join(folder, "config");
    writeFileSync(
      kubeconfig,
      `apiVersion: v1
kind: Config
current-context: trusting
contexts: [{name: trusting, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "${address}"}}]
users: [{name: u, user: {token: sandbox-admin-token}}]
`,
    );
    return new TrustingApiServer(server, folder, kubeconfig);
  }

  /** Stops it. */
  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Trust {
  sandbox: string;
  issuer: string;
  audience: string;
}

async function handle(asked: IncomingMessage, answer: ServerResponse, trust: Trust) {
  const headers = { ...asked.headers };
  const authorization = headers.authorization ?? "";
  const token = authorization.replace(/^Bearer /, "");
  if (asked.method === "POST" && asked.url === "/apis/authentication.k8s.io/v1/tokenreviews") {
    const review = JSON.parse(await read(asked)) as { spec: { token: string } };
    const status = await look(review.spec.token, trust);
    if (status !== "other") {
      const said = "error" in status ? { authenticated: false, error: status.error } : { authenticated: true, user: status, audiences: [trust.audience] };
      answer.writeHead(201, { "content-type": "application/json" });
      answer.end(JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: {}, status: said }));
      return;
    }
    pass(asked, answer, trust.sandbox, headers, JSON.stringify(review));
    return;
  }
  const user = token && authorization !== ADMIN ? await look(token, trust) : "other";
  if (user !== "other") {
    if ("error" in user) {
      answer.writeHead(401, { "content-type": "application/json" });
      answer.end(JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", message: "Unauthorized", reason: "Unauthorized", code: 401 }));
      return;
    }
    headers.authorization = ADMIN;
    headers["impersonate-user"] = user.username;
    headers["impersonate-group"] = user.groups;
  }
  pass(asked, answer, trust.sandbox, headers);
}

function pass(asked: IncomingMessage, answer: ServerResponse, to: string, headers: IncomingMessage["headers"], body?: string) {
  if (body !== undefined) {
    headers["content-length"] = String(Buffer.byteLength(body));
  }
  const passed = request(`${to}${asked.url}`, { method: asked.method, headers }, (got) => {
    answer.writeHead(got.statusCode ?? 502, got.headers);
    got.pipe(answer);
  });
  passed.on("error", () => answer.destroy());
  answer.on("close", () => passed.destroy());
  if (body === undefined) {
    asked.pipe(passed);
  } else {
    passed.end(body);
  }
}

async function read(asked: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of asked) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString();
}

/** Whose a token is; `other` where the provider has not issued it, an error where it does not count. */
async function look(token: string, { issuer, audience }: Trust): Promise<User | { error: string } | "other"> {
  const parts = token.split(".");
  if (parts.length !== 3) {
    return "other";
  }
  const [head, body, signature] = parts as [string, string, string];
  const json = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
  const claims = json(body) as unknown as Claims;
  if (claims.iss !== issuer) {
    return "other";
  }
  const { keys } = (await get(`${(await get(`${issuer}/.well-known/openid-configuration`)).jwks_uri as string}`)) as unknown as {
    keys: (JsonWebKey & { kid: string })[];
  };
  const key = keys.find((it) => it.kid === json(head).kid);
  const isSigned = key && verify("RSA-SHA256", Buffer.from(`${head}.${body}`), createPublicKey({ key, format: "jwk" }), Buffer.from(signature, "base64url"));
  if (!isSigned) {
    return { error: "oidc: verify token: failed to verify signature" };
  }
  if (![claims.aud].flat().includes(audience) || claims.exp * 1000 < Date.now()) {
    return { error: "oidc: verify token: of another audience, or expired" };
  }
  return { username: claims.sub, groups: [...(claims.groups ?? []), "system:authenticated"] };
}

/** A document of the provider, whose certificate is its own. */
function get(url: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    secureRequest(url, { rejectUnauthorized: false }, (got) => {
      read(got).then((text) => resolve(JSON.parse(text) as Record<string, unknown>), reject);
    })
      .on("error", reject)
      .end();
  });
}
