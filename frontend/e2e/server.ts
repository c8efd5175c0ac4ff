import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What can be wrong with the simulated cluster; see `crates/sandbox/src/faults.rs`. */
export interface Faults {
  outage?: "connectionRefused" | "serviceUnavailable" | "none";
  latencyMilliseconds?: number;
  nextWrites?: string[];
  /** From now on, in the place of what was said before; see `crates/sandbox/src/logs/commands.rs`. */
  logs?: LogFaults;
}

/** What logs do on command. */
export interface LogFaults {
  linesPerSecond?: number;
  says?: string[];
  cutAfterMilliseconds?: number;
  lies?: boolean;
}

/** Of what a server is started with, what two starts have to share for the second to go on in the place of the first. */
export interface Place {
  /** Where it answers. */
  listen: string;
  /** Where it keeps sessions and what else it keeps. */
  database: string;
  /** The token of local sign-in, where there is one: another one would end the sessions. */
  token?: string;
}

/** This process's environment without what is meant for tests alone: the program refuses variables that it does not know. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("EVERYNODE_")));
}

/** A running `everynode serve` on its own simulated cluster, with nothing kept on disk. */
export class Server {
  private constructor(
    private readonly process: ChildProcess,
    /** The address that signs in, as printed at the start. */
    readonly startUrl: string,
    /** Where its simulated cluster answers; empty where it has none. */
    readonly sandbox: string,
  ) {}

  /**
   * Starts the binary that `EVERYNODE_BIN` names and waits until it has printed its address; on its own
   * simulated cluster, or on the one of a kubeconfig; keeping nothing, or in a place of its own; with further flags and
   variables.
   */
  static async start(kubeconfig?: string, place?: Place, further: string[] = [], variables: Record<string, string> = {}): Promise<Server> {
    const binary = process.env.EVERYNODE_BIN;
    if (!binary) {
      throw new Error("EVERYNODE_BIN must name the everynode binary; `cargo xtask test` sets it");
    }
    const cluster = kubeconfig
      ? [`--kubeconfig=${kubeconfig}`]
      : ["--sandbox", "--sandbox-listen=127.0.0.1:0"];
    const child = spawn(
      binary,
      [
        "serve",
        `--listen=${place?.listen ?? "127.0.0.1:0"}`,
        `--database=${place?.database ?? "sqlite::memory:"}`,
        ...cluster,
        // Nobody outside is asked by a test.
        "--image-registry=none",
        ...further,
      ],
      {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...environment(), ...(place?.token && { EVERYNODE_LOCAL_TOKEN: place.token }), ...variables },
      },
    );
    let sandbox = "";
    for await (const line of createInterface({ input: child.stdout })) {
      sandbox ||= /--server (http:\S+)/.exec(line)?.[1] ?? "";
      const startUrl = /^Open\s+(http\S+)/.exec(line)?.[1];
      if (startUrl) {
        child.stdout.resume();
        return new Server(child, startUrl, sandbox);
      }
    }
    throw new Error(`${binary} stopped before it printed its address`);
  }

  /** Where the console is. */
  get origin(): string {
    return new URL(this.startUrl).origin;
  }

  /** The token of local sign-in; REST takes it as a bearer. */
  get token(): string {
    return new URL(this.startUrl).searchParams.get("token") ?? "";
  }

  /** Calls the REST API; anything but success is an error. */
  async call(method: string, path: string, body?: string): Promise<string> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.token}` };
    if (body !== undefined) {
      headers["content-type"] = "application/yaml";
    }
    const answer = await fetch(`${this.origin}/api/v1${path}`, { method, headers, body });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    }
    return text;
  }

  /** Creates a DaemonSet that runs on every node that takes it. */
  async createDaemonSet(name: string, namespace = "default", image = "registry.k8s.io/pause:3.10") {
    const manifest = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ${name}
  namespace: ${namespace}
  annotations:
    kubesphere.io/description: Made by a test
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: ${image}
`;
    await this.call("POST", `/clusters/sandbox/namespaces/${namespace}/daemonsets`, manifest);
  }

  /** Deletes a DaemonSet. */
  async deleteDaemonSet(name: string, namespace = "default") {
    await this.call("DELETE", `/clusters/sandbox/namespaces/${namespace}/daemonsets/${name}`);
  }

  /** Speaks to the simulated cluster as `kubectl` would. */
  async kubernetes(method: string, path: string, body?: unknown): Promise<unknown> {
    const send = () =>
      fetch(`${this.sandbox}${path}`, {
        method,
        headers: { "content-type": method === "PATCH" ? "application/strategic-merge-patch+json" : "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    // An outage closes the connections that are kept open, and the first to notice is the next request.
    const answer = await send().catch(send);
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    }
    return answer.json();
  }

  /** Makes a namespace of the simulated cluster. */
  async createNamespace(name: string) {
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    await this.kubernetes("POST", "/api/v1/namespaces", namespace);
  }

  /** Breaks the simulated cluster, or mends it. */
  async setFaults(faults: Faults) {
    await this.kubernetes("POST", "/sandbox/faults", faults);
  }

  /** Kills the process, which has no time for anything, and waits until it is gone. */
  async kill() {
    await this.stop("SIGKILL");
  }

  /** Stops the process and waits until it is gone. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM") {
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    if (this.process.exitCode === null) {
      this.process.kill(signal);
      await gone;
    }
  }
}
