import { KeyListSkeleton } from "#components/keys/key-list-skeleton";

export default function Loading() {
  return <KeyListSkeleton />;
}
