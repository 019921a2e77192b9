"use client";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { TakeAway } from "#components/keys/tool/take-away";
import { CodeLine } from "#components/patterns/code-line";
import { ErrorState } from "#components/patterns/error-state";
import { Field } from "#components/patterns/form/field";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { encryptLine, verifyLine } from "#lib/console/browser/commands/openssl-lines";
import { fileStem, toJwkFile, toPemFile } from "#lib/console/browser/files/public-key-files";
import { saveFile } from "#lib/console/browser/files/save-file";
import { hasCryptography } from "#lib/console/browser/has-cryptography";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { publicKeyWords, signWords } from "#lib/console/words/sign-words";
import { OAEP_SHA_256_WORDS } from "#lib/domain/encryption-algorithm";
import type { KeySpec } from "#lib/domain/key-spec";
import { signingAlgorithmsOf } from "#lib/domain/signing-algorithm";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** The public half of a pair: to look at, to take away, and what to do with it elsewhere. */
export function PublicKeyPanel({ item }: { item: KeyDetails }) {
  const { project } = useWorkplace();
  const { data, error, refetch } = useQuery({
    queryKey: keyQueries.publicKey(project.id, item.key_id),
    queryFn: async ({ signal }) => (await queryOperation("getPublickey", project.id, { key_id: item.key_id }, signal)).public_key,
    retry: false,
    // A key pair never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isForSigning = item.key_usage === "SIGN_VERIFY";
  if (error) {
    const failure = asFailure(error);
    return (
      <div>
        <ErrorState title={publicKeyWords.error} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />
      </div>
    );
  }
  return (
    <div className="tool-more mt-4">
      {data === undefined ? (
        <RowsWaiting label={publicKeyWords.loading} rows={6} />
      ) : (
        <PublicKey item={item} pem={toPemFile(data)} isForSigning={isForSigning} />
      )}
    </div>
  );
}

function PublicKey({ item, pem, isForSigning }: { item: KeyDetails; pem: string; isForSigning: boolean }) {
  const spec = item.key_spec as KeySpec;
  const stem = fileStem(item.key_alias);
  const publicKey = `${stem}_public_key.pem`;
  const saveJwk = async () =>
    saveFile(`${stem}_public_key.jwk`, "application/octet-stream", await toJwkFile(pem, { keyId: item.key_id, spec, isForSigning }));
  const [algorithm] = signingAlgorithmsOf(spec);
  const line =
    isForSigning && algorithm
      ? verifyLine(algorithm, { publicKey, signature: "message.sig", message: "message" })
      : encryptLine({ publicKey, plaintext: "message" });
  return (
    <>
      <div className="grid min-w-0 content-start gap-3">
        <Field label={publicKeyWords.pem}>
          {(control) => (
            <textarea {...control} className="area area-result" rows={pem.split("\n").length} readOnly spellCheck={false} value={pem} />
          )}
        </Field>
        <TakeAway text={pem} file={{ name: publicKey, content: pem }} saveLabel={publicKeyWords.downloadPem}>
          <Button kind="quiet" reason={hasCryptography() ? null : publicKeyWords.jwkUnavailable} onClick={() => void saveJwk()}>
            <Download className="i" aria-hidden />
            {publicKeyWords.downloadJwk}
          </Button>
        </TakeAway>
      </div>
      {isForSigning ? null : <p className="dense muted">{OAEP_SHA_256_WORDS}</p>}
      <CodeLine lead={isForSigning ? signWords.opensslVerify : signWords.opensslEncrypt} what={signWords.opensslCommand} line={line} />
    </>
  );
}
