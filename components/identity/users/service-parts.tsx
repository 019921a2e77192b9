"use client";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { AccessKeyList } from "#components/credentials/access-key-list";
import { ThingPart } from "#components/identity/page-parts";
import { useAccountQuery } from "#components/identity/use-account-query";
import type { User } from "#components/identity/users/user";
import { Asked } from "#components/patterns/asked";
import { usePlace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import type { Project } from "#lib/console/project";
import { createAccessKeyOfService } from "#lib/console/server/actions/service-access-keys";
import { accessKeyWords } from "#lib/console/words/credentials-words";
import { serviceWords } from "#lib/console/words/identity/service-words";
import { words } from "#lib/console/words/words";
import type { ServiceName } from "#lib/domain/identity/service";

const CreateAccessKeyDialog = dynamic(() => import("#components/credentials/create-access-key-dialog"), { ssr: false });

/** A service's keys are good in every project. */
const NO_PROJECTS: readonly Project[] = [];

/** What a cloud service may do, and with which access keys, in place of what a person has. */
export default function ServiceParts({ user, service }: { user: User; service: ServiceName }) {
  return (
    <>
      <ThingPart id="rights" title={serviceWords.rightsTitle} lead={serviceWords.rightsLead}>
        <ul className="rights">
          <li>{serviceWords.ownKey(service)}</li>
          <li>{serviceWords.granted}</li>
        </ul>
      </ThingPart>
      <KeysPart user={user} />
    </>
  );
}

function KeysPart({ user }: { user: User }) {
  const { mayDoInAccount } = usePlace();
  const asked = useAccountQuery("listAccessKeys", { user_id: user.id });
  const { data } = asked;
  const [isCreating, setCreating] = useState(false);
  const createButton = useRef<HTMLButtonElement>(null);
  const isFull = data !== undefined && data.credentials.length >= data.quota;
  const reason = mayDoInAccount.includes("createAccessKey") ? null : words.unavailable.permission;
  return (
    <ThingPart
      id="access-keys"
      title={accessKeyWords.title}
      lead={serviceWords.keysLead}
      action={
        <Button ref={createButton} reason={reason ?? (isFull ? serviceWords.full(data.quota) : null)} onClick={() => setCreating(true)}>
          <Plus className="i" aria-hidden />
          {accessKeyWords.create}
        </Button>
      }
    >
      <Asked asked={asked} words={{ loading: serviceWords.keysLoading, errorTitle: serviceWords.keysError }} rows={2}>
        {({ credentials }) => <AccessKeyList accessKeys={credentials} projects={NO_PROJECTS} nextFocus={createButton} isPage />}
      </Asked>
      {isCreating ? (
        <CreateAccessKeyDialog
          projects={NO_PROJECTS}
          make={(description) => createAccessKeyOfService(user.id, user.name, description)}
          onClose={() => setCreating(false)}
        />
      ) : null}
    </ThingPart>
  );
}
