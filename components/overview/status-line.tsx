import { Mark } from "#components/patterns/mark";
import { logState } from "#lib/console/browser/overview/incidents";
import { overviewWords } from "#lib/console/words/overview/overview-words";
import { logWords } from "#lib/console/words/traces/log-words";
import type { ReplyOf } from "#lib/wire/catalog";

const { parts } = overviewWords;

/** Whether all parts of the service are well, in one line. */
export function StatusLine({ system: { version, hsm, database, jobs, audit_log: log } }: { system: ReplyOf<"describeSystem"> }) {
  const failing = jobs.filter(({ status }) => status === "failing").length;
  const state = logState(log);
  const answer = (status: "ok" | "failing") => (status === "ok" ? overviewWords.answers : overviewWords.silent);
  return (
    <ul className="health" aria-label={overviewWords.health}>
      <Part isWell name={parts.api} text={overviewWords.version(version)} />
      <Part isWell={hsm.status === "ok"} name={parts.token} text={answer(hsm.status)} />
      <Part isWell={database.status === "ok"} name={parts.database} text={answer(database.status)} />
      <Part isWell={failing === 0} name={parts.jobs} text={overviewWords.jobs(failing, jobs.length)} />
      <Part
        isWell={state.isWell}
        name={parts.auditLog}
        text={state.isWell && log.checkpoint ? logWords.sealed(log.checkpoint.size) : state.text}
      />
    </ul>
  );
}

function Part({ isWell, name, text }: { isWell: boolean; name: string; text: string }) {
  return (
    <li>
      <span className="state">
        <Mark shape={isWell ? "ok" : "danger"} tone={isWell ? "positive" : "danger"} />
        <b>{name}</b>
      </span>
      <span>{text}</span>
    </li>
  );
}
