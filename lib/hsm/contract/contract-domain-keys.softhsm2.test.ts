import { describeDomainKeyContract } from "./contract-domain-keys";

describeDomainKeyContract("SoftHSM2");
