import type { ReactNode } from "react";
import { CopyButton } from "#components/patterns/copy-button";

/** One line for a shell, or some that go together, to be copied as they stand. @param what as in "Copy OpenSSL command" */
export function CodeLine({ lead, line, what }: { lead: string; line: string; what: string }) {
  return (
    <div className="grid min-w-0 gap-1">
      <p className="hint">{lead}</p>
      <div className="code">
        <code>{unbroken(line)}</code>
        <CopyButton text={line} what={what} />
      </div>
    </div>
  );
}

/** What fits a line on a phone stays whole: a browser breaks after hyphens, and an option would look like two. */
const WHOLE_CHARACTERS = 30;

/** The same text, with its words kept from being broken. */
function unbroken(line: string): ReactNode[] {
  return line.split(/(\s)/).map((word, index) =>
    word.includes("-") && word.length <= WHOLE_CHARACTERS ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the words of one line keep their places
      <span key={index} className="whitespace-nowrap">
        {word}
      </span>
    ) : (
      word
    ),
  );
}
