module parindex

go 1.26
