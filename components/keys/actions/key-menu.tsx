"use client";
import { ChevronDown, Ellipsis } from "lucide-react";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { MenuButton } from "#components/ui/menu";
import { useToasts } from "#components/ui/toasts";
import { likelyChange } from "#lib/console/browser/availability/likely-change";
import type { RowChange } from "#lib/console/key-change";
import { CHANGE_LABELS } from "#lib/console/words/change-labels";
import { listWords } from "#lib/console/words/list-words";
import { words } from "#lib/console/words/words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** The reasons and words of all that can be done are fetched when a menu is about to open. */
const loadEntries = () => import("#components/keys/actions/key-menu-entries");

type Props = {
  item: KeyDetails;
  onChange: (change: RowChange | "rotate" | "shadow", key: KeyDetails) => void;
};

/** The one thing that most people want of a key in its state, as a button; nothing where there is none. */
export function LikelyButton({ item, onChange, isInRow = false }: Props & { isInRow?: boolean }) {
  const { mayDo } = useWorkplace();
  const likely = likelyChange(item, mayDo);
  if (!likely) return null;
  return (
    <Button kind={isInRow ? "quiet" : "plain"} size={isInRow ? "s" : "m"} onClick={() => onChange(likely, item)}>
      {CHANGE_LABELS[likely]}
    </Button>
  );
}

/** Everything that can be done with a key, under the guide's words; what cannot be done now is off there, with the reason. */
export function KeyMenu({ item, onChange, isInRow = false }: Props & { isInRow?: boolean }) {
  const { mayDo, basePath } = useWorkplace();
  const toasts = useToasts();
  const entries = async () => {
    const { keyMenuEntries } = await loadEntries();
    return keyMenuEntries({ item, mayDo, basePath, onChange, onCopied: () => toasts.success({ text: words.copied }) });
  };
  const name = listWords.more(item.key_alias);
  if (isInRow) {
    return (
      <MenuButton
        className="btn btn-quiet btn-icon btn-s"
        label={name}
        tip={listWords.moreButton}
        align="end"
        entries={entries}
        onNear={loadEntries}
      >
        <Ellipsis className="i" aria-hidden />
      </MenuButton>
    );
  }
  return (
    <MenuButton menuLabel={name} align="end" entries={entries} onNear={loadEntries}>
      {listWords.moreButton}
      <ChevronDown className="i i-s" aria-hidden />
    </MenuButton>
  );
}
