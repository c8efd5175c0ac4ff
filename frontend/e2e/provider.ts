import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { type APIRequestContext, type Page, request } from "@playwright/test";

/** A port of this machine that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

/** The OIDC provider of the tests (`crates/xtask/provider`), with people of its own, over TLS. */
export class Provider {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly http: APIRequestContext,
    /** What it calls itself. */
    readonly issuer: string,
    /** The file of its certificate. */
    readonly ca: string,
  ) {}

  /** Starts it for a console at this address; none where `EVERYNODE_TEST_PROVIDER` names no program. */
  static async start(origin: string): Promise<Provider | undefined> {
    const program = process.env.EVERYNODE_TEST_PROVIDER;
    if (!program) {
      return undefined;
    }
    const folder = mkdtempSync(join(tmpdir(), "everynode-provider-"));
    const child = spawn(program, [`--redirect=${origin}/sign-in/callback`, `--logged-out=${origin}/sign-in`, `--folder=${folder}`], {
      // It ends with who holds its standard input.
      stdio: ["pipe", "pipe", "inherit"],
    });
    const http = await request.newContext({ ignoreHTTPSErrors: true });
    for await (const line of createInterface({ input: child.stdout! })) {
      const { issuer, ca } = JSON.parse(line) as { issuer: string; ca: string };
      return new Provider(child, folder, http, issuer, ca);
    }
    throw new Error(`${program} stopped before it said where it is`);
  }

  /** The flags of a console whose people it sends. */
  get flags(): string[] {
    return [
      "--access=impersonate",
      `--oidc-issuer-url=${this.issuer}`,
      "--oidc-client-id=everynode",
      `--oidc-ca-file=${this.ca}`,
      "--oidc-username-prefix=-",
      "--oidc-scope=profile",
      "--oidc-scope=offline_access",
    ];
  }

  /** How often something was asked of it. */
  async count(what: "exchanges" | "refreshes" | "ended"): Promise<number> {
    const done = (await (await this.http.get(`${this.issuer}/control`)).json()) as Record<string, number>;
    return done[what]!;
  }

  /** Tells a console that the provider has ended the sessions of somebody, as it would itself. */
  async endSessions(origin: string, claims: Record<string, string>) {
    const now = Math.floor(Date.now() / 1000);
    const events = { "http://schemas.openid.net/event/backchannel-logout": {} };
    const data = { iss: this.issuer, aud: ["everynode"], iat: now, exp: now + 120, jti: crypto.randomUUID(), events, ...claims };
    const token = await (await this.http.post(`${this.issuer}/control/logout-token`, { data })).text();
    const answer = await this.http.post(`${origin}/sign-in/back-channel-logout`, { form: { logout_token: token } });
    if (!answer.ok()) {
      throw new Error(`${answer.status()} ${await answer.text()}`);
    }
  }

  /** Signs in on its page. */
  async signIn(page: Page, user: string) {
    await page.getByLabel("Username").fill(user);
    await page.getByLabel("Password").fill("verysecure");
    await page.getByRole("button", { name: "Login" }).click();
  }

  /** Stops it. */
  async stop() {
    await this.http.dispose();
    this.process.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
