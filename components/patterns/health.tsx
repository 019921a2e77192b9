import { CircleAlert, CircleCheck } from "lucide-react";
import { systemWords } from "#lib/console/words/system-words";

/** Whether something is well: word, shape and colour. @param label in place of the usual word */
export function Health({ status, label }: { status: "ok" | "failing"; label?: string | undefined }) {
  const Icon = status === "ok" ? CircleCheck : CircleAlert;
  return (
    <span className="badge" data-tone={status === "ok" ? "positive" : "danger"}>
      <Icon size={13} aria-hidden />
      {label ?? systemWords.statuses[status]}
    </span>
  );
}
