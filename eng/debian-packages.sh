# Sourced by ./test: the programs the tests talk to and compile with. Installs them where it may, names them where it may not.

# package, and a command or file that shows it is there; tests/Shared/Machine.cs has the same, and a test compares
needed=(
    gcc                     gcc
    libc6-dev               /usr/include/stdio.h
    musl-tools              musl-gcc
    gcc-aarch64-linux-gnu   aarch64-linux-gnu-gcc
    libc6-dev-arm64-cross   /usr/aarch64-linux-gnu/include/stdio.h
    python3                 /usr/bin/python3
    libpython3.11-testsuite /usr/lib/python3.11/test/test_socket.py
    ncat                    /usr/bin/ncat
    socat                   /usr/bin/socat
    curl                    curl
    openssl                 openssl
    iproute2                ip
    haproxy                 haproxy
    nginx-light             nginx
    python3-aiosmtpd        /usr/lib/python3/dist-packages/aiosmtpd/__init__.py
    postfix                 postfix
    microsocks              microsocks
    tinyproxy               tinyproxy
    tshark                  tshark
    vsftpd                  vsftpd
    python3-pyftpdlib       /usr/lib/python3/dist-packages/pyftpdlib/__init__.py
    python3-openssl         /usr/lib/python3/dist-packages/OpenSSL/__init__.py
    gophernicus             gophernicus
    pygopherd               pygopherd
    util-linux              unshare
    util-linux              setpriv
    util-linux              nsenter
    dnsmasq-base            dnsmasq
    util-linux              prlimit
    util-linux              taskset
)

list_missing() {
    local i
    missing=()
    for ((i = 0; i < ${#needed[@]}; i += 2)); do
        [[ -e ${needed[i + 1]} ]] || PATH=$PATH:/usr/sbin:/sbin type -P "${needed[i + 1]}" >/dev/null || missing+=("${needed[i]}")
    done
}

list_missing
if ((${#missing[@]} > 0 && EUID == 0)) && type -P apt-get >/dev/null; then
    echo "installing ${missing[*]}"
    {
        timeout 300 apt-get -qq update
        for package in "${missing[@]}"; do      # one by one: a package that is not there must not take the others along
            DEBIAN_FRONTEND=noninteractive timeout 300 apt-get -qq -y --no-install-recommends install "$package"
        done
    } </dev/null >/dev/null 2>&1
    list_missing
fi

if ((${#missing[@]} > 0)); then
    echo "not installed, so the tests that need them are skipped: ${missing[*]}"
    ((EUID == 0)) || echo "  to install them: sudo apt-get install --no-install-recommends ${missing[*]}"
fi
