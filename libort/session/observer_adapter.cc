#include "libort/session/observer_adapter.h"

#include "libort/session/value_access.h"

namespace ort {
namespace {

void collect(const Frame& frame, const std::vector<SlotId>& slots, std::vector<OrtValue>& values) {
  values.clear();
  for (const SlotId slot : slots) values.push_back(slot == kNoSlot ? OrtValue() : ValueAccess::wrap(frame.value(slot)));
}

}  // namespace

void ObserverAdapter::on_begin(const Instruction& instruction, const Frame& /*frame*/) {
  observer_.on_node_begin(*instruction.record);
}

void ObserverAdapter::on_end(const Instruction& instruction, const Frame& frame) {
  collect(frame, instruction.inputs, inputs_);
  collect(frame, instruction.outputs, outputs_);
  observer_.on_node_end(*instruction.record, inputs_, outputs_);
}

}  // namespace ort
