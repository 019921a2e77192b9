import { CircleCheck, CircleSlash, Clock, Download } from "lucide-react";
import { KEY_STATES, type KeyState } from "#lib/domain/key-state";
import { fromWireState } from "#lib/wire/kms/key-state";

const SHAPES = {
  enabled: { Icon: CircleCheck, tone: "positive" },
  disabled: { Icon: CircleSlash, tone: "neutral" },
  pendingDeletion: { Icon: Clock, tone: "danger" },
  pendingImport: { Icon: Download, tone: "info" },
} as const satisfies Record<KeyState, unknown>;

/** State of a key: word, shape and colour, so that none of the three carries it alone. @param wire `key_state` */
export function StatusBadge({ wire }: { wire: string }) {
  const state = fromWireState(wire);
  if (!state) return <span className="badge">{wire}</span>;
  const { Icon, tone } = SHAPES[state];
  return (
    <span className="badge" data-tone={tone}>
      <Icon size={13} strokeWidth={2.25} aria-hidden />
      {KEY_STATES[state].label}
    </span>
  );
}
