import { CircleAlert, CircleCheck } from "lucide-react";
import { words } from "#lib/console/words/words";

/** Whether something is well: word, shape and colour. @param label in place of the usual word */
export function Health({ status, label }: { status: "ok" | "failing"; label?: string | undefined }) {
  const Icon = status === "ok" ? CircleCheck : CircleAlert;
  return (
    <span className="badge" data-tone={status === "ok" ? "positive" : "danger"}>
      <Icon size={13} aria-hidden />
      {label ?? words.system.statuses[status]}
    </span>
  );
}
