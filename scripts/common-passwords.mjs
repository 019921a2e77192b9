// Makes lib/iam/common-passwords/common-passwords.bin from the list of the package @zxcvbn-ts/language-common; a test holds it against that.
import { writeFileSync } from "node:fs";
import { dictionary } from "@zxcvbn-ts/language-common";
import { build } from "esbuild";

const FOLDER = new URL("../lib/iam/common-passwords/", import.meta.url);
const { outputFiles } = await build({
  entryPoints: [new URL("common-passwords.ts", FOLDER).pathname],
  bundle: true,
  write: false,
  platform: "node",
  format: "esm",
});
const program = `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`;
const { makeCommonPasswords } = await import(program);
writeFileSync(new URL("common-passwords.bin", FOLDER), makeCommonPasswords(dictionary["passwords-common"]));
