import { CopyButton } from "#components/patterns/copy-button";

/** One line for a shell, to be copied as it stands. @param what as in "Copy OpenSSL command" */
export function CodeLine({ lead, line, what }: { lead: string; line: string; what: string }) {
  return (
    <div className="grid min-w-0 gap-1">
      <p className="hint">{lead}</p>
      <div className="code">
        <code>{line}</code>
        <CopyButton text={line} what={what} />
      </div>
    </div>
  );
}
