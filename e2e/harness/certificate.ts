/** Certificates of a server on this machine: made for a test, and as a server shows them. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";

/**
 * Makes `tls.crt` and `tls.key` in a new folder.
 * @param name of the folder, and in the certificate
 * @param password of the key; none unless given
 */
export function makePair(folder: string, name: string, password?: string): void {
  const at = join(folder, name);
  mkdirSync(at);
  const words = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
  const protection = password === undefined ? ["-nodes"] : ["-passout", `pass:${password}`];
  const out = ["-keyout", join(at, "tls.key"), "-out", join(at, "tls.crt")];
  execFileSync("openssl", ["req", "-x509", "-days", "2", ...words, ...protection, ...out], { stdio: "ignore" });
}

/** The name in the certificate that a port shows. */
export function servedName(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.on("error", reject);
  });
}
