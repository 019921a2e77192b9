"use client";
import { Download, ShieldCheck } from "lucide-react";
import { Banner } from "#components/patterns/banner";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Mark } from "#components/patterns/mark";
import { useWorkplace } from "#components/shell/workplace";
import { CheckedProof } from "#components/traces/proof/checked-proof";
import { type ProofFace, useProof } from "#components/traces/proof/use-proof";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { saveFile } from "#lib/console/browser/files/save-file";
import { hasCryptography } from "#lib/console/browser/has-cryptography";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";
import { proofWords } from "#lib/console/words/traces/proof-words";
import { words } from "#lib/console/words/words";

/** What the service says where row, tiles or checkpoint are not what was sealed, and where the row is not sealed yet. */
const NOT_AS_SEALED = "KMS.0102";
const NOT_SEALED_YET = "KMS.0104";

/** Where the sealed log has a trace, and that it does: verified in this page when somebody wants it. @param trace another one is another component */
export function TraceProof({ trace }: { trace: ShownTrace }) {
  const { project } = useWorkplace();
  const toasts = useToasts();
  const { face, verify, download } = useProof(project.id, trace);
  const index = face.kind === "checked" ? face.checked.index : trace.leaf_index;
  const isBusy = face.kind === "verifying" || face.kind === "fetching";
  const save = () =>
    download(({ trace_id, receipt }) => {
      const name = `trace-${trace_id}.tlog-proof`;
      saveFile(name, "application/octet-stream", receipt);
      toasts.success({ text: proofWords.downloaded(name) });
    });
  return (
    <section className="proof" aria-labelledby="trace-proof">
      <div className="proof-head">
        <h3 id="trace-proof">{proofWords.title}</h3>
        <span role="status">
          <Badge face={face} />
        </span>
        <span className="hint num">{index === null ? proofWords.notSealed : proofWords.leaf(index)}</span>
      </div>
      {face.kind === "checked" ? (
        <CheckedProof checked={face.checked} shownIndex={trace.leaf_index} signedAt={face.signedAt} />
      ) : face.kind === "failed" ? (
        <Refused failure={face.failure} />
      ) : (
        <p className="hint">
          {trace.leaf_index === null ? `${proofWords.notSealedHint} ` : ""}
          {proofWords.lead}
        </p>
      )}
      <div className="btn-row mt-3">
        <Button
          size="s"
          isPending={face.kind === "verifying"}
          reason={hasCryptography() ? (isBusy ? words.working : null) : proofWords.insecure}
          onClick={() => void verify()}
        >
          <ShieldCheck className="i i-s" aria-hidden />
          {face.kind === "checked" || face.kind === "failed" ? proofWords.again : proofWords.verify}
        </Button>
        <Button size="s" isPending={face.kind === "fetching"} reason={isBusy ? words.working : null} onClick={save}>
          <Download className="i i-s" aria-hidden />
          {proofWords.download}
        </Button>
      </div>
    </section>
  );
}

function Badge({ face }: { face: ProofFace }) {
  if (face.kind === "verifying") return <span className="hint">{words.working}</span>;
  const isRefused = face.kind === "failed" && face.failure.code === NOT_AS_SEALED;
  if (face.kind !== "checked" && !isRefused) return null;
  const isVerified = face.kind === "checked" && face.checked.isVerified;
  return (
    <span className={`badge ${isVerified ? "badge-positive" : "badge-danger"}`}>
      <Mark shape={isVerified ? "ok" : "danger"} tone={isVerified ? "positive" : "danger"} />
      {isVerified ? proofWords.verified : proofWords.notVerified}
    </span>
  );
}

/** No receipt was given: because there can be none, because it is too early, or because of something else. */
function Refused({ failure }: { failure: Extract<ProofFace, { kind: "failed" }>["failure"] }) {
  if (failure.code === NOT_SEALED_YET) {
    return (
      <Banner tone="caution" role="alert" className="mt-2">
        {failure.message}
      </Banner>
    );
  }
  const isRefused = failure.code === NOT_AS_SEALED;
  return (
    <div className="mt-2">
      <FailureNotice failure={isRefused ? { ...failure, message: `${proofWords.faults.refused} ${failure.message}` } : failure} />
    </div>
  );
}
