grep -q 'does not hold after 4 repetitions, the most there may be' again.json
