wc -l <"$1" >o.txt
echo more >>"$1"
