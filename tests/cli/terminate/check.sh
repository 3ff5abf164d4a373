xmllint --noout junit.xml
