import { describeDomainKeyContract } from "./contract-domain-keys";

describeDomainKeyContract("NSS softokn");
