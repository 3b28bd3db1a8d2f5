# Measures and compares; `run` calls it with the two programs, an empty folder, and how many pairs to measure.
require "csv"
require "json"
require "time"

PIVOT, EXAMPLE, FOLDER = ARGV.first(3).map { |path| File.expand_path(path) }
PAIRS = Integer(ARGV[3])
NOW = "2026-11-23T12:00:00-05:00" # a Monday: the demo begins on the next, 2026-11-30
DAYS = "150"                      # how far TaskJuggler looks: the article's five months
AT_LEAST = 20.0                   # times as fast
abort "PAIRS: at least 5" if PAIRS < 5

# Another clock, zone or feature of the caller's would be another plan.
ENV["TZ"] = "America/Toronto" # for what is printed here
QUIET = { "PIVOT_NOW" => NOW, "TZ" => nil, "RUBYOPT" => nil }.freeze

def run(*command, out: File::NULL)
  system(QUIET, *command, in: File::NULL, out: out, chdir: FOLDER) or abort "failed: #{command.join(' ')}"
end

def seconds
  begun = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  yield
  Process.clock_gettime(Process::CLOCK_MONOTONIC) - begun
end

def median(numbers)
  sorted = numbers.sort
  half = sorted.size / 2
  sorted.size.odd? ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
end

def hours(minutes)
  format("%.1f h", minutes / 60.0)
end

# One plan: measured, read back, printed. Gives what is wrong.
def compare(name, dir)
  at = ->(file) { File.join(dir, file) }
  run(EXAMPLE, "write", dir, NOW, DAYS, out: at["plan.tjp"])
  pivot = -> { run(PIVOT, "plan", "--json", "--dir", dir, out: at["plan.json"]) }
  juggler = -> { run("tj3", "--silent", "--no-color", "-o", dir, at["plan.tjp"]) }

  pivot.call
  juggler.call
  pairs = Array.new(PAIRS) { [seconds(&pivot), seconds(&juggler)] }
  ratios = pairs.map { |p, j| j / p }

  plan = JSON.parse(File.read(at["plan.json"]))
  minutes = plan["sessions"].sum { |s| ((Time.parse(s["end"]) - Time.parse(s["start"])) / 60).round }
  late = plan["late"].sum { |l| (Time.parse(l["finish"]) - Time.parse(l["deadline"])) / 60 }
  finish = Time.parse(plan["finish"])

  # TaskJuggler's own report; then once more, unmeasured, with its bookings, for Pivot's checker. An export lands in
  # the working folder, whatever -o says.
  rows = CSV.read(at["schedule.csv"], headers: true, col_sep: ";").reject { |row| row["Effort"] == "0" }
  theirs = Time.at(rows.map { |row| Integer(row["End"]) }.max)
  booked = rows.sum { |row| Integer(row["Effort"]) }
  export = %(export "bookings" {\n  definitions -\n  taskattributes booking\n  hideresource 0\n}\n)
  File.write(at["export.tjp"], File.read(at["plan.tjp"]) + export)
  run("tj3", "--silent", "--no-color", "-o", dir, at["export.tjp"])
  run(EXAMPLE, "read", dir, NOW, DAYS, File.join(FOLDER, "bookings.tji"), out: at["judged.json"])
  judged = JSON.parse(File.read(at["judged.json"]))
  broken = judged["broken"].map { |kind, times| "#{times} #{kind}" }.join(", ")

  day = ->(time) { time.getlocal.strftime("%Y-%m-%d %H:%M") }
  puts "## #{name}", ""
  puts "| | Pivot | TaskJuggler |", "|---|---|---|"
  puts format("| whole process, median of %d | %.1f ms | %.1f ms |", PAIRS, *pairs.transpose.map { |t| median(t) * 1000 })
  puts "| finish (Toronto) | #{day[finish]} | #{day[theirs]} |"
  puts "| no schedule finishes before | #{day[Time.parse(plan['bound'])]}#{', proven' if plan['proven']} | says nothing |"
  puts "| work scheduled | #{hours(minutes)} | #{hours(booked)} |"
  puts "| late, all tasks together | #{hours(late)} | #{hours(judged['late_minutes'])} |"
  puts "| sessions | #{plan['sessions'].size} | #{judged['sessions']} |"
  puts "| rules of Pivot's checker broken | none: it checks itself | #{broken.empty? ? 'none' : broken} |"
  puts format("| times as fast: median of the pairs (least to most) | %.0f (%.0f to %.0f) | 1 |", median(ratios), *ratios.minmax), ""

  wrong = []
  wrong << "the work differs" unless minutes == booked && booked == judged["minutes"]
  wrong << "TaskJuggler's report and bookings differ" unless theirs == Time.parse(judged["finish"])
  wrong << "Pivot left work without a place" unless plan["unplaced"].empty?
  wrong << format("only %.1f times as fast", median(ratios)) if median(ratios) < AT_LEAST
  wrong << "Pivot finishes #{hours((finish - theirs) / 60)} later" if finish > theirs
  wrong.map { |what| "#{name}: #{what}" }
end

processor = File.foreach("/proc/cpuinfo").grep(/model name/).first.to_s.split(": ").last.to_s.strip
puts "# Pivot beside TaskJuggler", "", "#{Integer(`nproc`)} cores, #{processor}; #{`tj3 --version`.lines.first.strip}", ""

asis = File.join(FOLDER, "demo")
run(PIVOT, "demo", asis)
even = File.join(FOLDER, "even")
run(PIVOT, "demo", even)
settings = File.join(even, "pivot.toml")
text = File.read(settings)
changed = text.sub!(/^min = "30m"/, 'min = "5m"') or abort "the demo's pivot.toml has no line `min = \"30m\"` any more"
File.write(settings, changed)

wrong = compare("The demo, sessions from 5 minutes: the same problem to both", even)
wrong += compare("The demo as it is, sessions from 30 minutes: TaskJuggler cannot be told", asis)
wrong.each { |line| warn "NO: #{line}" }
exit wrong.empty? ? 0 : 1
