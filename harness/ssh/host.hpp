#pragma once

#include "harness/ssh/calls.hpp"
#include "harness/ssh/fetch.hpp"
#include "harness/ssh/remote_job.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reprovip::ssh {

// Where one execution is: what `elsewhere.json` says.
struct Whereabouts {
  std::string host;
  Item item;
};

using Programs = std::map<std::string, std::string>; // name → sha256

// What a host tells the launcher.
class HostListener {
public:
  virtual ~HostListener() = default;
  // Before anything of the job is sent: an error, and it is not sent.
  virtual Result<void> submitting(const launch::Job& job, const Whereabouts& where) = 0;
  // Unpacks it, and says which of the candidates have ended. After an error it comes again.
  virtual Result<std::vector<Item>> fetched(const Fetch& fetch) = 0;
  // Ended, and all that is left of it is here.
  virtual void finished(const launch::Job& job, const Whereabouts& where, const Programs& programs) = 0;
  // Never started, or nobody knows its end. `stays`: it may go on there, and is to be followed by a later
  // run.
  virtual void failed(const launch::Job& job, model::Outcome outcome, const std::string& reason,
                      bool stays) = 0;
};

// How many CPUs an execution takes of a host.
std::uint32_t cpus_of(const model::Invocation& invocation);

// One host: what is to be asked of it next, from what is known of it. After a lost connection everything that
// is not known to have happened is asked again; each of these questions may come twice.
class RemoteHost {
public:
  // `number`: among the hosts. `spool`: of this launcher, new.
  RemoteHost(const Settings& settings, sys::Processes& processes, HostListener& listener, Packer& packer,
             std::string name, std::size_t number, std::string spool, const sys::Path& scratch);

  const std::string& name() const { return m_name; }
  const std::string& spool() const { return m_spool; }
  // Reads what is to be copied; before anything else.
  Result<void> read_executor();
  bool greeted() const { return m_greeted; }
  // Why nothing can run there any more; "": it can.
  const std::string& out() const { return m_out; }
  // Slots (CPUs, or jobs where their number was given), and how many of them no job has or waits for. At
  // least one job runs, whatever it asks for.
  std::uint32_t slots() const { return m_slots; }
  std::uint32_t taken() const;
  std::uint32_t free() const;
  bool idle() const { return m_works.empty(); }

  void add(const launch::Job& job);
  void adopt(const launch::Job& job, const Item& item);
  // Ends what runs: the first and second time politely.
  void stop();

  // Asks what can be asked now.
  void drive(sys::TimePoint now);
  // When `drive` has to be called again, if nothing else happens.
  std::optional<sys::TimePoint> due() const;
  // False: it is no child of ours.
  bool ended(const sys::ChildEnded& child, sys::TimePoint now);

  // What tidies up at the end, the last of it says which spools have gone; nothing: the host was never
  // reached.
  std::vector<Words> farewell(const std::vector<std::string>& earlier_spools) const;
  // Our own children.
  void leave();
  std::vector<std::string> leave_argv() const { return ssh::leave_argv(m_settings.client, m_name, m_socket); }
  std::vector<std::string> session(const Words& words) const {
    return session_argv(m_settings.client, m_name, m_socket, words);
  }

private:
  enum class Ask { none, greet, keep, programs, start, adopt, stop };
  enum class State { waiting, starting, running };
  struct Work {
    launch::Job job; // as it is here
    std::optional<RemoteJob> remote;
    Item item;
    State state = State::waiting;
    bool submitted = false;
    bool to_adopt = false;
  };
  using Works = std::map<std::uint32_t, Work>; // by ticket

  Result<void> ask(Ask what, const Words& words, std::optional<sys::Path> in_file = std::nullopt);
  Result<void> ask_next();
  Result<void> ask_stop();
  Result<bool> ask_for_missing();
  Result<bool> ask_need(const Need& need);
  Result<bool> ask_programs(const Work& work);
  Result<void> ask_start();
  Result<void> watch();
  bool wants_watch() const;
  Words words_of_greeting() const;
  std::vector<Item> items_to_adopt() const;
  std::vector<Work*> next_works();
  Result<void> make_remote(Work& work);
  std::uint32_t weight(const Work& work) const;

  void answered(Ask ask, const Answer& answer);
  void refused(Ask ask, const Answer& answer);
  void read_greeting(const Answer& answer);
  void read_programs(const Answer& answer);
  void read_starts(const Answer& answer);
  void read_watch(const Answer& answer, sys::TimePoint now);
  void bad_watch(const std::string& why, sys::TimePoint now);
  void end_fetched(const std::vector<Item>& items);
  void lost(const Answer& answer, sys::TimePoint now);
  void pause(sys::TimePoint now);
  void give_up(const std::string& why);
  void fail(Works::iterator work, model::Outcome outcome, const std::string& why);
  sys::Path spools() const;

  const Settings& m_settings;
  HostListener& m_listener;
  Packer& m_packer;
  std::string m_name;
  std::string m_socket;
  std::string m_spool;
  sys::Path m_scratch;
  Lane m_main;
  Lane m_watch;
  Ask m_asked = Ask::none;
  Kept m_keeping;
  Programs m_asked_programs;
  std::vector<Item> m_adopting;

  bool m_greeted = false;
  bool m_ever_greeted = false;
  std::string m_out;
  Places m_places;
  std::uint32_t m_slots = 0;
  std::set<std::string> m_kept; // "objects/ID"
  Programs m_programs;          // that were looked at: as they are there

  Works m_works;
  std::uint32_t m_next_index = 0;
  std::vector<Item> m_fetched; // here; to be forgotten there
  std::vector<Item> m_forgetting;

  unsigned m_failures = 0; // of connections, one after the other
  unsigned m_bad_watches = 0;
  std::optional<sys::TimePoint> m_away_since;
  sys::TimePoint m_not_before{};
  std::string m_last_words;
  unsigned m_stops = 0;
  bool m_stop_due = false;
};

} // namespace reprovip::ssh
