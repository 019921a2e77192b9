import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type RequestListener, request, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { Connections, SERVER_OPTIONS } from "./connections";
import { refuseTunnel } from "./refuse-unreadable";

/** Fractions of the real ones, in the same order. */
const QUICK = { ...SERVER_OPTIONS, headersTimeout: 300, requestTimeout: 900, connectionsCheckingInterval: 50, keepAliveTimeout: 60_000 };

let server: Server | null = null;
let connections: Connections;
let port: number;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.closeAllConnections();
  server?.close();
});

/** More than lies in the buffers between two ends of a connection. */
const MUCH = Buffer.alloc(16 * 1024 * 1024, "x");
let muchWasSent = false;
/** Answers a request once its body has come, unless the path says to wait. */
const answer: RequestListener = (incoming, response) => {
  incoming.resume().on("end", () => {
    if (incoming.url === "/wait") return;
    response.end(incoming.url === "/much" ? MUCH : "done");
    muchWasSent ||= incoming.url === "/much";
  });
};

const serve = (most = 100, options: object = QUICK) => listen(createServer(options, answer), most);

function serveTls(most: number, options: object): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "kms-tls-"));
  const [keyFile, certFile] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const request = ["req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=localhost"];
  execFileSync("openssl", [...request, "-keyout", keyFile, "-out", certFile], { stdio: "ignore" });
  const pair = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  rmSync(directory, { recursive: true });
  return listen(createTlsServer({ ...options, ...pair }, answer), most);
}

async function listen(made: Server, most: number): Promise<void> {
  connections = new Connections(most);
  server = made;
  connections.watch(made);
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  port = (made.address() as AddressInfo).port;
}

async function openTls(bytes = GET): Promise<Client> {
  const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
  const client = watched(socket);
  await new Promise((resolve) => socket.once("secureConnect", resolve));
  socket.write(bytes);
  return client;
}

type Client = { readonly socket: Socket; readonly closed: Promise<string>; received(): string };

/** A client that sends these bytes and then stays for as long as it is let. */
async function open(bytes = ""): Promise<Client> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const client = watched(socket);
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.write(bytes, "latin1");
  return client;
}

function watched(socket: Socket): Client {
  sockets.push(socket);
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk) => {
    text += chunk;
  });
  socket.on("error", () => {});
  // One that keeps its own half open is not told when the other side has gone altogether.
  const closed = new Promise<string>((resolve) => socket.on("end", () => resolve(text)).on("close", () => resolve(text)));
  return { socket, closed, received: () => text };
}

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const SLOW_BODY = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx";
const answered = (client: Client) => expect.poll(client.received).toContain("200 OK");
/** What has been accepted by the kernel is not yet known to the server. */
const counted = (count: number) => expect.poll(() => connections.size, { timeout: 5_000 }).toBe(count);

test("headers may take 10 seconds, a whole request 30, and a connection waits 65 for the next", () => {
  expect(SERVER_OPTIONS).toMatchObject({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    handshakeTimeout: 10_000,
    keepAliveTimeout: 65_000,
  });
  // How late the end of a time is noticed.
  expect(SERVER_OPTIONS.connectionsCheckingInterval).toBeLessThanOrEqual(500);
});

describe("a client that stays", () => {
  test.each([
    ["after something that is no HTTP", "X\r\n\r\n", "400"],
    ["after an unreadable request behind a sound one", `${GET}X\r\n\r\n`, "400"],
    ["without sending anything", "", "408"],
    ["with half a request line", "GE", "408"],
    ["with headers that do not end", "GET / HTTP/1.1\r\nHost: x\r\n", "408"],
    ["with a body that does not end", SLOW_BODY, "408"],
    ["with a second request that does not end", `${GET}POST / HTTP/1.1\r\n`, "408"],
  ])("%s loses its connection, and is told why", async (_what, bytes, status) => {
    await serve();
    const client = await open(bytes);
    const text = await client.closed;
    expect(text).toContain(`HTTP/1.1 ${status} `);
    expect(text).toMatch(/X-Request-Id: [0-9a-f]{32}\r\n/);
    expect(text).toContain(`"error_code"`);
    await counted(0);
  });

  test("with a slow body is there longer than one with slow headers", async () => {
    await serve();
    const order: string[] = [];
    const body = await open(SLOW_BODY);
    const head = await open("GET / HTTP/1.1\r\n");
    await Promise.all([body.closed.then(() => order.push("body")), head.closed.then(() => order.push("head"))]);
    expect(order).toEqual(["head", "body"]);
  });

  test("sending one byte at a time gains nothing", async () => {
    await serve();
    const client = await open("GET / HTTP/1.1\r\n");
    const dripping = setInterval(() => client.socket.write("X"), 20);
    expect(await client.closed).toContain("HTTP/1.1 408 ");
    clearInterval(dripping);
  });

  test("and goes on sending nonsense is cut off all the same", async () => {
    await serve();
    const client = await open("X\r\n\r\n");
    const sending = setInterval(() => client.socket.write("Y".repeat(1_000)), 5);
    expect(await client.closed).toContain("HTTP/1.1 400 ");
    clearInterval(sending);
  });

  test("between requests may be idle for longer than a request may take", async () => {
    await serve();
    const client = await open(GET);
    await answered(client);
    const silent = await open();
    await silent.closed;
    client.socket.write(GET);
    await expect.poll(() => client.received().split("200 OK").length).toBe(3);
  });
});

describe("a client that asks for a tunnel", () => {
  const CONNECT = "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n";

  test("and stays loses its connection", async () => {
    await serve();
    server?.on("connect", (_request, socket) => refuseTunnel(socket as Socket));
    const client = await open(CONNECT);
    expect(await client.closed).toContain("HTTP/1.1 405 ");
    await counted(0);
  });

  test("and breaks its connection off breaks nothing else", async () => {
    await serve();
    const refused = new Promise<void>((resolve) =>
      server?.on("connect", (_request, socket) => {
        refuseTunnel(socket as Socket);
        resolve();
      }),
    );
    const client = await open(CONNECT);
    await refused;
    client.socket.resetAndDestroy();
    await counted(0);
  });
});

describe("one connection too many", () => {
  const LONG = { ...QUICK, headersTimeout: 60_000, requestTimeout: 60_000 };

  test("costs the one that has been idle for longest", async () => {
    await serve(3, LONG);
    const first = await open(GET);
    await answered(first);
    const second = await open();
    await counted(2);
    const third = await open(GET);
    await answered(third);
    // Used again, so no longer the one that was idle for longest.
    first.socket.write(GET);
    await expect.poll(() => first.received().split("200 OK").length).toBe(3);
    const fourth = await open(GET);
    await second.closed;
    await answered(fourth);
    await open();
    await third.closed;
    await counted(3);
    expect([first, fourth].map(({ socket }) => socket.closed)).toEqual([false, false]);
  });

  test("costs none that is at work, but rather one whose body is still coming, and at last the new one", async () => {
    await serve(2, LONG);
    const working = await open("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    await counted(1);
    const sending = await open(SLOW_BODY);
    await counted(2);
    const another = await open("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    await sending.closed;
    const late = await open(GET);
    await late.closed;
    expect([working, another].map(({ socket }) => socket.closed)).toEqual([false, false]);
    await counted(2);
  });

  test("costs one that does not read its answer, before the new one", async () => {
    await serve(2, LONG);
    const working = await open("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    await counted(1);
    const unread = await open();
    unread.socket.pause().write("GET /much HTTP/1.1\r\nHost: x\r\n\r\n");
    await expect.poll(() => muchWasSent).toBe(true);
    const another = await open(GET);
    await answered(another);
    expect(working.socket.closed).toBe(false);
    await counted(2);
  });

  test("of many silent ones keeps nobody out who asks something", async () => {
    await serve(10, LONG);
    for (let round = 0; round < 30; round += 1) await open();
    const client = await open(GET);
    await answered(client);
    expect(connections.size).toBeLessThanOrEqual(10);
  });
});

test("a connection that has ended counts no more, however it ended", async () => {
  await serve();
  const gone = await open();
  const mid = await open(SLOW_BODY);
  await counted(2);
  gone.socket.destroy();
  mid.socket.destroy();
  await counted(0);
  await new Promise<void>((resolve, reject) => {
    request({ port, host: "127.0.0.1", agent: false }, (response) => response.resume().on("end", resolve))
      .on("error", reject)
      .end();
  });
  await counted(0);
});

describe("over TLS", () => {
  const QUICK_TLS = { ...QUICK, handshakeTimeout: 200 };

  test.each([
    ["says nothing", ""],
    ["speaks no TLS", GET],
    ["begins a handshake and stops", "\x16\x03\x01\x02\x00\x01\x00"],
  ])("a client that %s and stays loses its connection", async (_what, bytes) => {
    await serveTls(100, QUICK_TLS);
    const client = await open(bytes);
    await client.closed;
    await counted(0);
  });

  test("a connection counts once, before and after its handshake, and one too many costs the oldest idle", async () => {
    await serveTls(2, { ...QUICK_TLS, handshakeTimeout: 60_000, headersTimeout: 60_000, requestTimeout: 60_000 });
    const shaking = await open();
    await counted(1);
    const secure = await openTls();
    await answered(secure);
    await counted(2);
    const another = await openTls();
    await shaking.closed;
    await answered(another);
    await counted(2);
    expect(secure.socket.closed).toBe(false);
    for (const { socket } of [secure, another]) socket.destroy();
    await counted(0);
  });

  test("a request that does not end is answered, and its connection ends", async () => {
    await serveTls(100, QUICK_TLS);
    const client = await openTls("GET / HTTP/1.1\r\n");
    expect(await client.closed).toContain("HTTP/1.1 408 ");
    await counted(0);
  });
});
