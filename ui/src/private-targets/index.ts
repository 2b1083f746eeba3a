export { AllowPrivate } from "./allow-private";
export { privateTarget, targetToAllow } from "./target";
