import { Mark } from "#components/patterns/mark";
import { systemWords } from "#lib/console/words/system-words";

/** Whether something is well: word, shape and colour. @param label in place of the usual word */
export function Health({ status, label }: { status: "ok" | "failing"; label?: string | undefined }) {
  const isWell = status === "ok";
  return (
    <span className="state">
      <Mark shape={isWell ? "ok" : "danger"} tone={isWell ? "positive" : "danger"} />
      {label ?? systemWords.statuses[status]}
    </span>
  );
}
