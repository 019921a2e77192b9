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
