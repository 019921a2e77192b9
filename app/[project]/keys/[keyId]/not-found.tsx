import { SearchX } from "lucide-react";
import { BackToKeys } from "#components/keys/details/back-to-keys";
import { EmptyState } from "#components/patterns/empty-state";
import { detailsWords } from "#lib/console/words/details-words";

export default function KeyNotFound() {
  return (
    <EmptyState level="h1" icon={<SearchX size={22} />} title={detailsWords.notFound} hint={detailsWords.notFoundHint}>
      <BackToKeys />
    </EmptyState>
  );
}
