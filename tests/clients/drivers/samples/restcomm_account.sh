curl -X GET https://mycompany.restcomm.com/restcomm/2012-04-24/Accounts/ACCOUNT_SID.json  \
   -u 'YourAccountSid:YourAuthToken'
