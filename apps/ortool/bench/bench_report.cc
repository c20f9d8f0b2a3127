#include "apps/ortool/bench/bench_report.h"

#include <algorithm>
#include <utility>

namespace ortool {
namespace {

std::vector<ValueFacts> facts_of(const std::vector<NamedValue>& values, const std::vector<std::string>& made_up) {
  std::vector<ValueFacts> all;
  for (const NamedValue& named : values) {
    ValueFacts facts{named.name, named.value.data_type(), std::nullopt, false};
    if (named.value.has_value() && named.value.is_tensor()) facts.shape = named.value.shape();
    facts.is_made_up = std::ranges::find(made_up, named.name) != made_up.end();
    all.push_back(std::move(facts));
  }
  return all;
}

}  // namespace

SideReport describe_side(const Subject& subject, Measurement measurement, const std::vector<double>& percentiles) {
  SideReport side;
  side.label = subject.variant().label;
  side.model = subject.variant().model;
  side.fingerprint = subject.source().fingerprint();
  side.providers = subject.session().get_providers();
  side.threads = subject.session().get_thread_count();
  side.threads_are_given = subject.session().get_session_options().intra_op_num_threads > 0;
  side.isa = subject.isa();
  side.optimization = subject.variant().session.optimization();
  side.io = subject.variant().io;
  side.delay = subject.variant().delay;
  side.load_seconds = subject.load_seconds();
  side.first_run_seconds = subject.first_run_seconds();
  side.inputs = facts_of(subject.inputs(), subject.made_up());
  side.outputs = facts_of(subject.outputs(), {});
  side.reuses_outputs = subject.reuses_outputs();
  side.non_finite = subject.non_finite();
  side.outcomes = subject.outcomes();
  side.memory = subject.memory();
  side.figures = figures_of(measurement, percentiles);
  side.measurement = std::move(measurement);
  return side;
}

}  // namespace ortool
