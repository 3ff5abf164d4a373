#pragma once

namespace reprovip::exec {

// A FIFO beside the inner end's record. The outer end holds it open for as long as it lives; the inner end
// sees when nobody does any more: however the outer end, the engine's client or its daemon ended, the
// container ends too.

// Makes it for the record and holds it: an open file, closed on exec; -1 where the file system has none.
int hold_lifeline(const char* record);
// The inner end's side: to be polled for POLLHUP; -1 where the outer end made none.
int grasp_lifeline(const char* record);

} // namespace reprovip::exec
