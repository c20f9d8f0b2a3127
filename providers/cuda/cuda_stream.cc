#include "providers/cuda/cuda_stream.h"

#include <cstring>

#include "libort/core/fail.h"
#include "libort/runtime/node_record.h"
#include "providers/cuda/cuda_error.h"

namespace ort::cuda {
namespace {

class CudaGraph final : public CapturedWork {
 public:
  explicit CudaGraph(cudaGraphExec_t executable) : executable_(executable) {}
  ~CudaGraph() override { cudaGraphExecDestroy(executable_); }
  CudaGraph(const CudaGraph&) = delete;
  CudaGraph& operator=(const CudaGraph&) = delete;

  void launch(Stream& stream) override {
    check(cudaGraphLaunch(executable_, static_cast<CudaStream&>(stream).get()), "launching a CUDA graph");
  }

 private:
  cudaGraphExec_t executable_;
};

class EventMark final : public TimeMark {
 public:
  explicit EventMark(cudaStream_t stream) {
    check(cudaEventCreateWithFlags(&event_, cudaEventDefault), "making an event");
    check(cudaEventRecord(event_, stream), "recording an event");
  }
  ~EventMark() override { cudaEventDestroy(event_); }
  EventMark(const EventMark&) = delete;
  EventMark& operator=(const EventMark&) = delete;

  int64_t nanoseconds_since(const TimeMark& earlier) const override {
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, static_cast<const EventMark&>(earlier).event_, event_),
          "reading the time of an event");
    return static_cast<int64_t>(static_cast<double>(milliseconds) * 1e6);
  }

 private:
  cudaEvent_t event_ = nullptr;
};

bool is_pinned(const void* address) {
  cudaPointerAttributes attributes{};
  if (cudaPointerGetAttributes(&attributes, address) != cudaSuccess) {
    cudaGetLastError();
    return false;
  }
  return attributes.type == cudaMemoryTypeHost;
}

std::string describe(const ErrorWord& word) {
  const std::string place = std::to_string(word.place);
  const std::string value_and_place = std::to_string(word.value) + " at position " + place;
  const std::string extent = std::to_string(word.extent);
  switch (word.error) {
    case DataError::kDivisionByZero:
      return "integer division by zero: element " + place + " of input B is 0";
    case DataError::kWriteIndexOutOfBounds:
      return "write index " + value_and_place + " is outside [0, " + extent + "]";
    case DataError::kLengthOutOfBounds:
      return "nonpad_kv_seqlen " + value_and_place + " is outside [0, " + extent + "]";
    default:
      return "index " + value_and_place + " of the indices is outside a dimension of " + extent;
  }
}

}  // namespace

CudaStream::CudaStream(const StreamResources& resources)
    : resources_(resources),
      compute_(std::make_shared<StreamHandle>(resources.options.device_id, resources.options.user_compute_stream)),
      copies_(resources.options.do_copy_in_default_stream
                  ? compute_
                  : std::make_shared<StreamHandle>(resources.options.device_id)),
      late_memory_(stream_memory(resources.options.device_id, compute_, resources.budget)),
      staging_(resources.pinned_memory) {
  check(cudaEventCreateWithFlags(&order_, cudaEventDisableTiming), "making an event");
}

CudaStream::~CudaStream() {
  cudaStreamSynchronize(copies_->get());
  cudaStreamSynchronize(compute_->get());
  cudaEventDestroy(order_);
}

void CudaStream::copy(const Tensor& source, Tensor& target) {
  if (source.bytes() == 0) return;
  const CurrentDevice current(resources_.options.device_id);
  const bool apart = copies_ != compute_ && source.device().is_cpu() != target.device().is_cpu();
  if (!apart) return copy_on(compute_->get(), source, target);
  check(cudaEventRecord(order_, compute_->get()), "recording an event");
  check(cudaStreamWaitEvent(copies_->get(), order_), "ordering streams");
  copy_on(copies_->get(), source, target);
  check(cudaEventRecord(order_, copies_->get()), "recording an event");
  check(cudaStreamWaitEvent(compute_->get(), order_), "ordering streams");
}

void CudaStream::copy_on(cudaStream_t stream, const Tensor& source, Tensor& target) {
  const std::size_t bytes = source.bytes();
  if (!source.device().is_cpu() && !target.device().is_cpu()) {
    check(cudaMemcpyAsync(target.data(), source.data(), bytes, cudaMemcpyDeviceToDevice, stream),
          "copying on the device");
  } else if (target.device().is_cpu()) {
    if (!is_pinned(target.data())) return staging_.to_host(target.data(), source.data(), bytes, stream);
    check(cudaMemcpyAsync(target.data(), source.data(), bytes, cudaMemcpyDeviceToHost, stream),
          "copying from the device");
  } else {
    if (!is_pinned(source.data())) return staging_.to_device(target.data(), source.data(), bytes, stream);
    check(cudaMemcpyAsync(target.data(), source.data(), bytes, cudaMemcpyHostToDevice, stream),
          "copying to the device");
  }
}

void CudaStream::synchronize() {
  check_usable();
  fetch_error_word();
  check(cudaStreamSynchronize(copies_->get()), "waiting for copies");
  check(cudaStreamSynchronize(compute_->get()), "waiting for the device");
  raise_data_error();
  staging_.deliver();
}

std::unique_ptr<TimeMark> CudaStream::mark_time(Lane lane) {
  const CurrentDevice current(resources_.options.device_id);
  if (lane == Lane::kCompute) return std::make_unique<EventMark>(compute_->get());
  if (copies_ != compute_) {
    check(cudaEventRecord(order_, compute_->get()), "recording an event");
    check(cudaStreamWaitEvent(copies_->get(), order_), "ordering streams");
  }
  return std::make_unique<EventMark>(copies_->get());
}

void CudaStream::begin_capture() {
  check(cudaStreamBeginCapture(compute_->get(), cudaStreamCaptureModeThreadLocal), "beginning to capture a graph");
}

std::unique_ptr<CapturedWork> CudaStream::end_capture() {
  cudaGraph_t graph = nullptr;
  if (cudaStreamEndCapture(compute_->get(), &graph) != cudaSuccess || graph == nullptr) {
    cudaGetLastError();
    return nullptr;
  }
  cudaGraphExec_t executable = nullptr;
  const cudaError_t error = cudaGraphInstantiate(&executable, graph, 0);
  cudaGraphDestroy(graph);
  if (error != cudaSuccess) {
    cudaGetLastError();
    return nullptr;
  }
  return std::make_unique<CudaGraph>(executable);
}

ErrorCell CudaStream::errors_of(const RunContext& run) {
  if (!error_word_) {
    error_word_ = allocate_shared(resources_.device_memory, sizeof(ErrorWord));
    host_error_word_ = allocate_shared(resources_.pinned_memory, sizeof(ErrorWord));
    check(cudaMemsetAsync(error_word_.get(), 0, sizeof(ErrorWord), compute_->get()), "clearing the error word");
  }
  const auto [entry, fresh] = tickets_.emplace(run.record(), reporters_.size() + 1);
  if (fresh) reporters_.push_back(run.record());
  return {reinterpret_cast<ErrorWord*>(error_word_.get()), entry->second};
}

void CudaStream::fetch_error_word() {
  if (!error_word_) return;
  check(cudaMemcpyAsync(host_error_word_.get(), error_word_.get(), sizeof(ErrorWord), cudaMemcpyDeviceToHost,
                        compute_->get()),
        "reading the error word");
}

void CudaStream::raise_data_error() {
  if (!error_word_) return;
  ErrorWord word{};
  std::memcpy(&word, host_error_word_.get(), sizeof(word));
  if (word.ticket == 0) return;
  staging_.forget();
  check(cudaMemsetAsync(error_word_.get(), 0, sizeof(ErrorWord), compute_->get()), "clearing the error word");
  const NodeRecord* reporter = reporters_[word.ticket - 1];
  try {
    fail_node(describe(word));
  } catch (...) {
    if (reporter == nullptr) throw;
    rethrow_with_node(*reporter, "");
  }
}

}  // namespace ort::cuda
