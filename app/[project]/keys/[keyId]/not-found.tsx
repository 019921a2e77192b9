import { SearchX } from "lucide-react";
import { BackToKeys } from "#components/keys/details/back-to-keys";
import { EmptyState } from "#components/patterns/empty-state";
import { words } from "#lib/console/words/words";

export default function KeyNotFound() {
  return (
    <EmptyState level="h1" icon={<SearchX size={22} />} title={words.details.notFound} hint={words.details.notFoundHint}>
      <BackToKeys />
    </EmptyState>
  );
}
