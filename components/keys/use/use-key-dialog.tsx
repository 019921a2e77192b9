"use client";
import Link from "next/link";
import { useState } from "react";
import { Banner } from "#components/patterns/banner";
import { CodeLine } from "#components/patterns/code-line";
import { SegmentedTabs } from "#components/patterns/segmented-tabs";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { findChoice, keepChoice } from "#lib/console/browser/keep-choice";
import { CLIENTS, type ClientName, caVariableFor, clientsFor, linesFor } from "#lib/console/browser/use-key/clients";
import type { Reach } from "#lib/console/browser/use-key/reach";
import { whyNotUsed } from "#lib/console/browser/use-key/uses";
import { detailsWords } from "#lib/console/words/details-words";
import { useKeyWords } from "#lib/console/words/use-key-words";
import { words } from "#lib/console/words/words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/**
 * What to paste so that a program uses the key, by client; the client that was chosen last is shown first. Where the key cannot be used
 * now, the reason, and only what is possible all the same.
 */
export default function UseKeyDialog({ item, onClose }: { item: KeyDetails; onClose: () => void }) {
  const { apiUrl, userId, accountName, project, isFederated } = useWorkplace();
  const reach: Reach = { apiUrl, userId, accountName, project, key: item };
  const [wanted, setWanted] = useState(() => findChoice("client"));
  const clients = clientsFor(reach);
  const chosen = clients.find((name) => name === wanted) ?? clients[0];
  const reason = whyNotUsed(item);
  const choose = (name: ClientName) => {
    setWanted(name);
    keepChoice("client", name);
  };
  return (
    <Dialog title={detailsWords.useKey} description={chosen ? useKeyWords.lead : undefined} size="wide" onClose={onClose}>
      <DialogBody className="use-key">
        {reason ? <Banner>{reason}</Banner> : null}
        {isFederated && chosen ? <Banner>{useKeyWords.noUser}</Banner> : null}
        {item.default_key_flag === "1" ? <Banner>{useKeyWords.defaultKey}</Banner> : null}
        {chosen ? (
          <SegmentedTabs
            label={useKeyWords.clientList}
            tabs={clients.map((name) => ({ value: name, label: CLIENTS[name].label }))}
            value={chosen}
            onChange={choose}
          >
            <ClientLines name={chosen} reach={reach} />
          </SegmentedTabs>
        ) : null}
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{words.close}</Button>
      </DialogFoot>
    </Dialog>
  );
}

function ClientLines({ name, reach }: { name: ClientName; reach: Reach }) {
  const { basePath, isFederated } = useWorkplace();
  const { lead, credential } = CLIENTS[name];
  const caVariable = caVariableFor(name, reach);
  return (
    <div className="grid min-w-0 gap-4">
      <p>
        {lead} {credential === "accessKey" ? useKeyWords.accessKeyNeeded : useKeyWords.passwordNeeded}{" "}
        {isFederated ? null : (
          <Link className="link" href={`${basePath}/my-credentials#access-keys`} prefetch={false}>
            {useKeyWords.accessKeyLink}
          </Link>
        )}
      </p>
      {linesFor(name, reach).map(({ caption, text }) => (
        <CodeLine key={caption} lead={caption} line={text} what={useKeyWords.copied(caption)} />
      ))}
      {caVariable ? <p className="hint">{useKeyWords.privateCa(caVariable)}</p> : null}
    </div>
  );
}
