/**
 * Forwards by syslog over TLS (RFC 5425). That protocol confirms nothing but the end of a connection: whoever is told "no more" answers so
 * after reading all that came before. So each batch has a connection of its own, and is delivered when the receiver has ended it after us.
 * Invariant: a receiver that goes before that, or without a word, is sent the batch again.
 *
 * What is left: a receiver that has read a batch and loses it before it is on its own disk. No client of syslog can know.
 */
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { hostname } from "node:os";
import { connect as connectTls } from "node:tls";
import { BROKEN_OFF, DeliveryFailure, IN_TIME, type Receiver, toDeliveryFailure } from "./receiver";
import { toSyslogMessage } from "./syslog-message";

/** In which nothing moves on the connection. */
const SILENCE_MS = 10_000;
/** Of the whole batch. */
const PATIENCE_MS = 60_000;
/** Between the last byte and our end: a receiver that went before it could read says so meanwhile, and is not taken for one that answers. */
const PAUSE_MS = 100;

export type SyslogSettings = {
  readonly host: string;
  readonly port: number;
  /** Without it only to this machine. */
  readonly isTls: boolean;
  readonly silenceMs?: number;
};

export function syslog({ host, port, isTls, silenceMs = SILENCE_MS }: SyslogSettings): Receiver {
  const name = hostname();
  const open = (): Socket =>
    isTls ? connectTls({ host, port, minVersion: "TLSv1.2", ...(isIP(host) === 0 && { servername: host }) }) : connectTcp({ host, port });
  return {
    name: "syslog",
    most: { rows: 1_000, bytes: 1024 * 1024 },
    write: (trace) => toFrame(toSyslogMessage(trace, name)),
    deliver: (pieces, gone) => send(open(), isTls ? "secureConnect" : "connect", pieces.map(({ text }) => text).join(""), silenceMs, gone),
  };
}

/** Octet counting: how many bytes, a blank, the message. */
function toFrame(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`;
}

/** Closes the socket in any case. */
function send(socket: Socket, opened: "connect" | "secureConnect", text: string, silenceMs: number, gone: AbortSignal): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let isConfirmed = false;
    let pause: NodeJS.Timeout | undefined;
    const fail = (error: unknown) => {
      reject(toDeliveryFailure(error));
      socket.destroy();
    };
    const leave = () => fail(new DeliveryFailure("Another instance goes on."));
    const late = setTimeout(() => fail(new DeliveryFailure(IN_TIME)), PATIENCE_MS);
    gone.addEventListener("abort", leave, { once: true });
    socket.setTimeout(silenceMs, () => fail(new DeliveryFailure(IN_TIME)));
    socket.on("error", fail);
    // Nothing is to be said by the receiver; what it says is not kept.
    socket.resume();
    socket.once(opened, () => {
      socket.write(text, () => {
        pause = setTimeout(() => socket.end(), PAUSE_MS);
      });
    });
    socket.once("end", () => {
      isConfirmed = socket.writableFinished;
    });
    socket.once("close", (hadError) => {
      clearTimeout(pause);
      clearTimeout(late);
      gone.removeEventListener("abort", leave);
      if (isConfirmed && !hadError) resolve();
      else fail(new DeliveryFailure(BROKEN_OFF));
    });
    if (gone.aborted) leave();
  });
}
