import { expect, test } from "vitest";
import { readPostgresUrl } from "./postgres-url";

const host = (name: string, port = 5432) => ({ host: name, port });

test.each([
  ["postgresql://kms:secret@db/kms", [host("db")], false],
  ["postgres://kms@db:6432/kms?sslmode=verify-full", [host("db", 6432)], false],
  ["postgresql://kms@db/kms?target_session_attrs=any", [host("db")], false],
  ["postgresql://kms@db/kms?target_session_attrs=read-write", [host("db")], true],
  [
    "postgresql://kms:a%40b@db1,db2:6432,[2001:db8::1]:7000,10.0.0.1/kms?sslmode=require",
    [host("db1"), host("db2", 6432), host("2001:db8::1", 7000), host("10.0.0.1")],
    true,
  ],
  ["postgresql://kms@db1,db2/kms?target_session_attrs=primary&connect_timeout=3", [host("db1"), host("db2")], true],
  ["postgresql://kms@db1,db2/kms?target_session_attrs=any", [host("db1"), host("db2")], true],
])("%s", (value, hosts, isToBeFound) => {
  expect(readPostgresUrl(value)).toMatchObject({ hosts, isToBeFound });
});

test("what a URL could always be it still is: an @ in the password, capitals, a socket in the place of the host", () => {
  for (const [url, hosts] of [
    ["postgresql://kms:se@cr,et@db/kms", [host("db")]],
    ["PostgreSQL://kms@db/kms", [host("db")]],
    ["postgresql://kms@%2Fvar%2Frun%2Fpostgresql/kms", [host("/var/run/postgresql")]],
    ["postgresql://db/kms", [host("db")]],
  ] as const)
    expect(readPostgresUrl(url)).toEqual({ url, hosts, isToBeFound: false });
  expect(readPostgresUrl("postgresql://kms:se@cr,et@db1,db2/kms")?.hosts).toEqual([host("db1"), host("db2")]);
});

test("a URL of one host stays as it is, and of several there is one of the first, without what only libpq knows", () => {
  const one = "postgresql://kms:secret@db:5432/kms?sslmode=require";
  expect(readPostgresUrl(one)?.url).toBe(one);
  expect(readPostgresUrl("postgresql://kms:a%40b@db1:1,db2:2/kms?sslmode=require&target_session_attrs=read-write")?.url).toBe(
    "postgresql://kms:a%40b@db1:1/kms?sslmode=require",
  );
  const socket = "postgresql://kms@/kms?host=/run/postgresql";
  expect(readPostgresUrl(socket)).toEqual({ url: socket, hosts: [], isToBeFound: false });
});

test.each([
  "mysql://kms@db/kms",
  "postgresql://kms@db",
  "postgresql://kms@db/",
  "postgresql:///kms",
  "postgresql://kms@db1,/kms",
  "postgresql://kms@,db2/kms",
  "postgresql://kms@db1,db2:x/kms",
  "postgresql://kms@db1,db2/kms?target_session_attrs=standby",
  "postgresql://kms@db/kms?target_session_attrs=prefer-standby",
  "postgresql://kms@db/kms?target_session_attrs=read-only",
  "",
])("refuses %s", (value) => {
  expect(readPostgresUrl(value)).toBeNull();
});
