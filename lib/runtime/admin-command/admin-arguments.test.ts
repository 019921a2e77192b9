import { expect, test } from "vitest";
import { parseAdminArguments } from "./admin-arguments";

const SERVE = ["service-user", "create", "--account", "acme"];

test("a cloud service is made in an account, with a name or without", () => {
  const made = { command: "service-user create", account: "acme", service: "obs" };
  expect(parseAdminArguments([...SERVE, "--service", "obs"])).toEqual({ ...made, name: undefined });
  expect(parseAdminArguments([...SERVE, "--service", "obs", "--name", "storage"])).toEqual({ ...made, name: "storage" });
});

test.each([
  [[]],
  [["--service"]],
  [["--service", ""]],
  [["--service", "obs", "--name", ""]],
  [["--service", "obs", "--user", "x"]],
  [["--service", "obs", "--without-second-factor"]],
])("of a cloud service %j is wrong, and the usage says what is right", (words) => {
  expect(parseAdminArguments([...SERVE, ...words])).toEqual({ wrong: expect.stringMatching(/./) });
});

test("a service that there is not is told in one line, and other commands make none", () => {
  for (const service of ["s3", "OBS", "__proto__"]) {
    expect(parseAdminArguments([...SERVE, "--service", service])).toEqual({
      wrong: expect.stringContaining(`"${service}"`),
      isPlain: true,
    });
  }
  expect(parseAdminArguments(["account", "create", "--name", "x", "--service", "obs"])).toHaveProperty("wrong");
  expect(parseAdminArguments(["service-user", "create", "--service", "obs"])).toHaveProperty("wrong");
});

test("an older database is accepted for a reason in one line, and with no other word", () => {
  const words = ["integrity", "accept-rollback"];
  expect(parseAdminArguments([...words, "--reason", " the disk broke "])).toEqual({
    command: "integrity accept-rollback",
    reason: "the disk broke",
  });
  expect(parseAdminArguments([...words, "--reason", "ü".repeat(500)])).toHaveProperty("reason");
  for (const reason of ["", "  ", "x".repeat(501), "two\nlines", "a\0", "\ud800"]) {
    expect(parseAdminArguments([...words, "--reason", reason])).toEqual({
      wrong: expect.stringContaining("1 to 500 characters"),
      isPlain: true,
    });
  }
  for (const more of [[], ["--reason", "x", "--user", "x"], ["--reason", "x", "more"], ["--reason", "x", "--without-second-factor"]]) {
    expect(parseAdminArguments([...words, ...more])).toHaveProperty("wrong");
  }
  expect(parseAdminArguments(["domain-key", "roll", "--reason", "x"])).toHaveProperty("wrong");
});

test("the state is written whole, and no option leaves anything out", () => {
  expect(parseAdminArguments(["state", "export"])).toEqual({ command: "state export" });
  for (const more of [["--account", "acme"], ["--user", "admin"], ["--reason", "x"], ["--service", "obs"], ["more"]]) {
    expect(parseAdminArguments(["state", "export", ...more])).toHaveProperty("wrong");
  }
});
