import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "vitest";
import { Connections } from "#lib/api/edge/connections";
import { addressesOf, listen } from "./listen";

test("localhost stands for all of its addresses, each once and the first first; any other host for itself", async () => {
  const find = async () => ["::1", "127.0.0.1", "::1"];
  expect(await addressesOf("localhost", find)).toEqual(["::1", "127.0.0.1"]);
  expect(await addressesOf("localhost", async () => [])).toEqual(["localhost"]);
  expect(await addressesOf("kms.example.com", find)).toEqual(["kms.example.com"]);
});

test("a further address counts its connections with the others, and ends one that sends nonsense and stays", async () => {
  const connections = new Connections(10);
  const server = await listen(() => {}, connections, { host: "127.0.0.2", port: 0 }, null);
  try {
    const socket = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.2", allowHalfOpen: true });
    await once(socket, "connect");
    await expect.poll(() => connections.size).toBe(1);
    socket.resume().write("X\r\n\r\n");
    await once(socket, "end");
    await expect.poll(() => connections.size, { timeout: 5_000 }).toBe(0);
    socket.destroy();
  } finally {
    server.close();
  }
});
