import { describeContract } from "./contract";

describeContract("SoftHSM2");
