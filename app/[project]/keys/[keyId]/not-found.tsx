import { BackToKeys } from "#components/keys/details/back-to-keys";
import { EmptyState } from "#components/patterns/empty-state";
import { detailsWords } from "#lib/console/words/details-words";

export default function KeyNotFound() {
  return (
    <EmptyState level="h1" title={detailsWords.notFound} hint={detailsWords.notFoundHint}>
      <BackToKeys />
    </EmptyState>
  );
}
