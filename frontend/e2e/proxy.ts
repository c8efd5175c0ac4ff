import { createServer, request, type Server as HttpServer } from "node:http";
import { type AddressInfo } from "node:net";

/** A free port of this machine. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A proxy that knows one path alone, as those of a cluster do, and passes on what is below it. */
export class Proxy {
  /** What was asked for that is not below the path. */
  readonly strayed: string[] = [];

  private constructor(
    private readonly server: HttpServer,
    /** Its scheme and authority. */
    readonly origin: string,
  ) {}

  /** Passes on to a port of this machine what is below `path`, which it takes away or leaves. */
  static async before(port: number, path: string, takesAway: boolean): Promise<Proxy> {
    const server = createServer((asked, answer) => {
      const url = asked.url ?? "/";
      if (url !== path && !url.startsWith(`${path}/`) && !url.startsWith(`${path}?`)) {
        proxy.strayed.push(url);
        answer.writeHead(404, { "content-type": "text/plain" }).end("Not of this proxy.\n");
        return;
      }
      const rest = url.slice(path.length);
      const below = takesAway ? (rest.startsWith("/") ? rest : `/${rest}`) : url;
      const passed = request(
        { host: "127.0.0.1", port, path: below, method: asked.method, headers: asked.headers },
        (got) => {
          answer.writeHead(got.statusCode ?? 502, got.headers);
          got.pipe(answer);
        },
      );
      passed.on("error", () => answer.destroy());
      answer.on("close", () => passed.destroy());
      asked.pipe(passed);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const proxy = new Proxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return proxy;
  }

  /** Ends it, and what goes through it. */
  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
