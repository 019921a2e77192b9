/** What the trace of a change says about the grant that was made or ended: who could do what with the key. */
import type { Grant } from "#lib/domain/grant";
import type { TraceNote } from "../use-case";

export function toGrantNote({ id, name, grantee, granteeType, operations, retiringPrincipal }: Grant): TraceNote {
  return {
    details: {
      grantId: id,
      grantee,
      granteeType,
      operations: operations.join(","),
      ...(name !== "" && { name }),
      ...(retiringPrincipal !== "" && { retiringPrincipal }),
    },
  };
}
