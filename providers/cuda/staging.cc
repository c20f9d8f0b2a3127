#include "providers/cuda/staging.h"

#include <algorithm>
#include <cstring>

#include "providers/cuda/cuda_error.h"

namespace ort::cuda {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{4} << 20;
constexpr std::size_t kPieces = 4;

}  // namespace

Staging::~Staging() {
  for (const Piece& piece : pieces_) cudaEventDestroy(piece.free);
}

std::size_t Staging::next_piece(cudaStream_t stream) {
  if (pieces_.size() < kPieces) {
    Piece piece;
    piece.memory = allocate_shared(pinned_, kPieceBytes);
    check(cudaEventCreateWithFlags(&piece.free, cudaEventDisableTiming), "making an event");
    pieces_.push_back(std::move(piece));
    return pieces_.size() - 1;
  }
  const std::size_t chosen = next_;
  next_ = (next_ + 1) % kPieces;
  if (pieces_[chosen].waits_for_delivery) {
    check(cudaStreamSynchronize(stream), "waiting for copies");
    deliver();
  }
  check(cudaEventSynchronize(pieces_[chosen].free), "waiting for a copy");
  return chosen;
}

void Staging::to_device(void* target, const void* source, std::size_t bytes, cudaStream_t stream) {
  for (std::size_t done = 0; done < bytes; done += kPieceBytes) {
    const std::size_t count = std::min(kPieceBytes, bytes - done);
    const Piece& piece = pieces_[next_piece(stream)];
    std::memcpy(piece.memory.get(), static_cast<const std::byte*>(source) + done, count);
    check(cudaMemcpyAsync(static_cast<std::byte*>(target) + done, piece.memory.get(), count, cudaMemcpyHostToDevice,
                          stream),
          "copying to the device");
    check(cudaEventRecord(piece.free, stream), "recording an event");
  }
}

void Staging::to_host(void* target, const void* source, std::size_t bytes, cudaStream_t stream) {
  for (std::size_t done = 0; done < bytes; done += kPieceBytes) {
    const std::size_t count = std::min(kPieceBytes, bytes - done);
    const std::size_t chosen = next_piece(stream);
    Piece& piece = pieces_[chosen];
    check(cudaMemcpyAsync(piece.memory.get(), static_cast<const std::byte*>(source) + done, count,
                          cudaMemcpyDeviceToHost, stream),
          "copying from the device");
    check(cudaEventRecord(piece.free, stream), "recording an event");
    piece.waits_for_delivery = true;
    pending_.push_back({chosen, static_cast<std::byte*>(target) + done, count});
  }
}

void Staging::deliver() {
  for (const Delivery& delivery : pending_) {
    std::memcpy(delivery.target, pieces_[delivery.piece].memory.get(), delivery.bytes);
    pieces_[delivery.piece].waits_for_delivery = false;
  }
  pending_.clear();
}

}  // namespace ort::cuda
