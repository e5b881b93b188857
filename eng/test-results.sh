# Sourced by ./test: counts what the .trx files say, tells what failed and what was skipped and why.

passed=0 failed=0 skipped=0
skip_reasons=

# $1: project, $2: exit code of its run. A project without a result file, or that ended badly without a failed test, is a failure.
add_results() {
    local trx=$results/$1.trx log=$results/$1.log total=0 ok=0 bad=0 ran=0
    if [[ -f $trx ]]; then
        read -r total ran ok bad < <(sed -n 's/.*<Counters total="\([0-9]*\)" executed="\([0-9]*\)" passed="\([0-9]*\)" failed="\([0-9]*\)".*/\1 \2 \3 \4/p' "$trx")
        skip_reasons+=$(skips_of "$trx")
    fi

    if ((bad > 0)); then
        cat "$log"
    elif (($2 != 0)) || [[ ! -f $trx ]] && ! grep -q 'No test matches' "$log"; then
        bad=1
        cat "$log"
        echo "$1 crashed or was ended (exit code $2): counted as one failure"
    fi

    ((passed += ok, failed += bad, skipped += total - ran))
}

# One line a skipped test: its name and its reason.
skips_of() {
    awk '
        /<UnitTestResult /  { name = $0; sub(/.* testName="/, "", name); sub(/".*/, "", name); skip = /outcome="NotExecuted"/ }
        /<\/UnitTestResult>|<UnitTestResult .*\/>/ { if (skip) { printf "  %s: %s\n", name, reason == "" ? "no reason given" : reason }; skip = 0; reason = "" }
        skip && /<(Message|StdOut)>/ { reason = $0; sub(/.*<(Message|StdOut)>/, "", reason); sub(/<\/(Message|StdOut)>.*/, "", reason) }
    ' "$1"
    echo .
}

# The last line of ./test, and its exit code.
print_summary() {
    skip_reasons=$(sed '/^\.*$/d; s/^\.*  /  /; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' <<<"$skip_reasons")
    [[ -z $skip_reasons ]] || printf 'skipped:\n%s\n' "$skip_reasons"
    if ((passed + failed + skipped == 0)); then
        echo 'No test ran: that counts as a failure.'
        failed=1
    fi
    echo "$passed passed, $failed failed, $skipped skipped"
    exit $((failed > 0))
}
