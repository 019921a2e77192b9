"use client";
import { ErrorState } from "#components/patterns/error-state";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { useRotation } from "#components/rotation/use-rotation";
import { VersionsTable } from "#components/rotation/versions-table";
import { asFailure } from "#lib/console/browser/as-failure";
import { rotationWords } from "#lib/console/words/rotation-words";
import type { KeyUsage } from "#lib/domain/key-spec";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** The versions of a key that has been rotated. */
export default function VersionsTab({ item }: { item: KeyDetails }) {
  const { data, error, refetch } = useRotation(item.key_id);
  if (data) return <VersionsTable versions={data.key_materials} usage={item.key_usage as KeyUsage} />;
  if (!error) return <RowsWaiting label={rotationWords.loadingVersions} />;
  const failure = asFailure(error);
  return (
    <ErrorState
      title={rotationWords.versionsError}
      message={failure.message}
      requestId={failure.requestId}
      onRetry={() => void refetch()}
    />
  );
}
