"""Figures of many slices: medians, ratios of pairs, and how sure one may be of them."""
import random, statistics

RESAMPLES = 2000
SEED = 20261120


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def interval90(values):
    """The 90 % interval of the median, by bootstrap with a fixed seed."""
    if not values:
        return None
    choose = random.Random(SEED)
    medians = sorted(statistics.median(choose.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return medians[RESAMPLES // 20], medians[RESAMPLES - 1 - RESAMPLES // 20]


def ratios(mine, theirs, of):
    """The ratio in each round in which both have a figure: what disturbs a round disturbs both."""
    pairs = ((of(one, other)) for one, other in zip(mine, theirs) if 'error' not in one and 'error' not in other)
    return [ratio for ratio in pairs if ratio]


def rate(mine, theirs):
    return mine['rate'] / theirs['rate'] if theirs['rate'] else None


def cap(mine, theirs):
    """The reference's processor time for a message over this one's: what it could do if its peer were not the limit."""
    return theirs['cpu_us'] / mine['cpu_us'] if mine['cpu_us'] else None


def summary(mine, theirs):
    """One server's slices of a case, beside the reference's of the same rounds."""
    good = [one for one in mine if 'error' not in one]
    spent = sum(one['messages'] for one in good)
    weighed = lambda key: sum(one[key] * one['messages'] for one in good) / spent if spent else None
    idle = [(one['rss_idle_kib'] - one['rss_kib']) * 1024 for one in good if one['rss_idle_kib']]
    return {
        'rate': ratios(mine, theirs, rate),
        'cap': ratios(mine, theirs, cap),
        'messages_s': median(one['rate'] for one in good),
        'bytes_s': median(one['bytes_s'] for one in good),
        'p50': median(one['p50_us'] for one in good),
        'p99': median(one['p99_us'] for one in good),
        'user': weighed('user_us'),
        'system': weighed('system_us'),
        'idle': median(idle),
        'server_cpu': median(one['server_cpu'] for one in good),
        'load_cpu': median(one['load_cpu'] for one in good),
        'dirty': sum(one['dirty'] for one in good),
        'wrong': sum(one['errors'] for one in good),
        'failed': [one['error'] for one in mine if 'error' in one] + ['no message came back'] * sum(one['messages'] == 0 for one in good),
    }
