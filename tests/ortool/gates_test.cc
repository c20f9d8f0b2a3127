#include "apps/ortool/gates/gates.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/ortool/command.h"
#include "ort/error.h"
#include "tests/support/temporary_folder.h"

namespace ortool {
namespace {

Metric number(double value, Unit unit) { return {"m", "", Quantity{value, unit}}; }

bool holds(const std::string& assertion, const Metric& metric) { return holds(parse_assertion(assertion), metric); }

/// The message of the usage error that `call` throws; "" when it throws none.
template <class Call>
std::string usage_message(const Call& call) {
  try {
    call();
  } catch (const ort::Error& error) {
    EXPECT_EQ(error.kind(), ort::ErrorKind::kUsage);
    return error.what();
  }
  return "";
}

Gates gates_of(const std::vector<std::string>& arguments) {
  Gates gates;
  CLI::App app;
  gates.add_to(app, "'p95<12ms'");
  app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  return gates;
}

TEST(Assertion, IsParsed) {
  const Assertion assertion = parse_assertion("p95 <= 12 ms");
  EXPECT_EQ(assertion.metric, "p95");
  EXPECT_EQ(assertion.argument, "");
  EXPECT_EQ(assertion.relation, Relation::kLessEqual);
  EXPECT_DOUBLE_EQ(std::get<Quantity>(assertion.bound).value, 0.012);
}

TEST(Assertion, ArgumentsMayHoldAnything) {
  const Assertion assertion = parse_assertion("maxrel(a<b(c)=1)<1e-3");
  EXPECT_EQ(assertion.metric, "maxrel");
  EXPECT_EQ(assertion.argument, "a<b(c)=1");
  EXPECT_DOUBLE_EQ(std::get<Quantity>(assertion.bound).value, 1e-3);
}

TEST(Assertion, Malformed) {
  for (const char* text : {"", "p95", "<3", "p95<", "p95<fast", "p95=3", "maxrel(out<3", "p95<3 parsecs", "p95<nan"}) {
    EXPECT_NE(usage_message([&] { parse_assertion(text); }).find("--assert"), std::string::npos) << text;
  }
}

TEST(Assertion, Relations) {
  const Metric two = number(2, Unit::kNone);
  EXPECT_TRUE(holds("m<3", two));
  EXPECT_FALSE(holds("m<2", two));
  EXPECT_TRUE(holds("m<=2", two));
  EXPECT_TRUE(holds("m>=2", two));
  EXPECT_FALSE(holds("m>2", two));
  EXPECT_TRUE(holds("m==2", two));
  EXPECT_FALSE(holds("m!=2", two));
}

TEST(Assertion, Units) {
  const Metric latency = number(0.010, Unit::kTime);
  EXPECT_TRUE(holds("m<12", latency)) << "milliseconds";
  EXPECT_TRUE(holds("m<12ms", latency));
  EXPECT_FALSE(holds("m<12us", latency));
  EXPECT_TRUE(holds("m<1s", latency));
  EXPECT_TRUE(holds("m<900MB", number(9e8 - 1, Unit::kBytes)));
  EXPECT_FALSE(holds("m<900MB", number(9e8, Unit::kBytes)));
  EXPECT_TRUE(holds("m<1M", number(1 << 19, Unit::kBytes)));
  EXPECT_TRUE(holds("m<3%", number(2.5, Unit::kPercent)));
  EXPECT_TRUE(holds("m<103%", number(1.02, Unit::kNone)));
  EXPECT_NE(usage_message([&] { holds("m<3MB", latency); }).find("unit"), std::string::npos);
}

TEST(Assertion, NotANumberSatisfiesNothing) {
  const Metric nan = number(std::numeric_limits<double>::quiet_NaN(), Unit::kNone);
  EXPECT_FALSE(holds("m<3", nan));
  EXPECT_FALSE(holds("m>3", nan));
  EXPECT_FALSE(holds("m==3", nan));
}

TEST(Assertion, Texts) {
  const Metric provider = {"provider", "Conv", std::string("CPUExecutionProvider")};
  EXPECT_TRUE(holds("provider(Conv)==cpu", provider));
  EXPECT_TRUE(holds("provider(Conv)==cpuexecutionprovider", provider));
  EXPECT_TRUE(holds("provider(Conv)!=cuda", provider));
  EXPECT_NE(usage_message([&] { holds("provider(Conv)<3", provider); }).find("is a text"), std::string::npos);
  EXPECT_NE(usage_message([&] { parse_assertion("provider(Conv)<cpu"); }), "");
}

TEST(Gates, AreCheckedBeforeTheWork) {
  const std::vector<std::string> known = {"median", "pN"};
  gates_of({"--assert", "median<3", "--assert", "p99.9<4"}).check(known);
  const std::string message = usage_message([&] { gates_of({"--assert", "medain<3"}).check(known); });
  EXPECT_NE(message.find("did you mean 'median'?"), std::string::npos) << message;
  EXPECT_NE(usage_message([&] { gates_of({"--assert", "p101<3"}).check(known); }), "");
  EXPECT_NE(usage_message([&] { gates_of({"--junit", "x.xml"}).check(known); }), "");
  EXPECT_EQ(gates_of({"--assert", "p99.9<4"}).percentiles(), (std::vector<double>{99.9}));
}

TEST(Gates, AllAreEvaluatedAndReported) {
  Metrics metrics;
  metrics.add("median", 0.002, Unit::kTime);
  metrics.add_of("maxrel", "out", 0.5);
  const ort::testing::TemporaryFolder folder;
  const std::string junit = (folder.path() / "j.xml").string();
  const Gates gates = gates_of({"--assert", "median<3ms", "--assert", "maxrel(out)<0.1", "--junit", junit});
  const auto outcomes = gates.evaluate(metrics);
  EXPECT_EQ(to_text(outcomes), "PASS median<3ms: 2 ms\nFAIL maxrel(out)<0.1: 0.5\n");
  const auto json = to_json(outcomes);
  EXPECT_EQ(json.at(0).at("value"), 2.0);
  EXPECT_EQ(json.at(0).at("unit"), "ms");
  EXPECT_EQ(json.at(1).at("passed"), false);
  gates.write_junit("suite", outcomes);
  EXPECT_GT(std::filesystem::file_size(junit), 100u);
  try {
    throw_if_failed(outcomes);
    FAIL() << "one assertion does not hold";
  } catch (const CheckFailed& failure) {
    EXPECT_STREQ(failure.what(), "1 of 2 assertions do not hold: maxrel(out)<0.1: 0.5");
  }
  EXPECT_NE(usage_message([&] {
              gates_of({"--assert", "maxrel(put)<1"}).evaluate(metrics);
            }).find("maxrel(out)"),
            std::string::npos);
}

}  // namespace
}  // namespace ortool
