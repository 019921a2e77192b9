/** Asks whoever is at the keyboard for the names and passwords of two people; from a pipe, for four lines. Questions go to standard error. */
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { StartError } from "#lib/base/start-error";

export type AskedAdministrator = { readonly account: string; readonly user: string; readonly password: string };

/** @throws StartError when fewer lines come than were asked for, or a name is no ACCOUNT/USER */
export async function askAdministrators(input: NodeJS.ReadStream = process.stdin): Promise<AskedAdministrator[]> {
  let isHidden = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!isHidden) process.stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input, output, terminal: input.isTTY === true, historySize: 0 });
  const answers = lines[Symbol.asyncIterator]();
  const ask = async (question: string, hide: boolean) => {
    process.stderr.write(question);
    isHidden = hide;
    const { value, done } = await answers.next();
    isHidden = false;
    if (hide && input.isTTY === true) process.stderr.write("\n");
    if (done === true)
      throw new StartError("Two Security Administrators are needed: ACCOUNT/USER and password of each, a line for each of the four.");
    return String(value);
  };
  try {
    const asked: AskedAdministrator[] = [];
    for (const which of ["First", "Second"]) {
      const name = (await ask(`${which} Security Administrator, as ACCOUNT/USER: `, false)).trim();
      const [account = "", user = "", ...rest] = name.split("/");
      if (account === "" || user === "" || rest.length > 0) throw new StartError(`"${name}" is no ACCOUNT/USER, such as default/admin.`);
      asked.push({ account, user, password: await ask("Password: ", true) });
    }
    return asked;
  } finally {
    lines.close();
  }
}
