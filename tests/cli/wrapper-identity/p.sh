echo "$MODE" >o.txt
