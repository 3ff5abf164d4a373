: > result.txt
